import type { ConnectionView } from '#lib/generation/task-view.ts'

/** The server gives no ending of a shorter one. */
const usualLength = 12

/** What stands under the field for a key. @param typed what is in the field. */
export function keyWords(connection: Pick<ConnectionView, 'keySource' | 'keyHint'>, typed: string): string {
  const length = typed.trim().length
  if (length > 0 && length < usualLength) return 'This key looks short: check that all of it was pasted.'
  if (connection.keySource !== 'settings') return 'Kept sealed; it cannot be read back.'
  const saved =
    connection.keyHint === null
      ? 'A key is saved. It looks short: check that all of it was pasted.'
      : `A key ending in ${connection.keyHint} is saved.`
  return `${saved} It cannot be read back, only replaced.`
}
