import { expect, it } from 'vitest'
import type { DeleteTasks } from '#components/task/task-actions.ts'
import { deleteInParts } from './delete-in-parts.ts'

const ids = Array.from({ length: 60 }, (_, index) => `take ${index}`)
const allGo: DeleteTasks = async (part) => ({ ok: true, goneIds: part, refused: [] })

it('goes through all of them and tells each part', async () => {
  const parts: number[] = []
  const report = await deleteInParts(allGo, ids, { onGone: (gone) => parts.push(gone.length), isStopped: () => false })
  expect(report).toEqual({ goneIds: ids, refused: [], problem: null })
  expect(parts).toEqual([25, 25, 10])
})

it('keeps what is refused apart and goes on', async () => {
  const keepsThird: DeleteTasks = async (part) => ({
    ok: true,
    goneIds: part.filter((id) => id !== 'take 3'),
    refused: part.includes('take 3') ? [{ id: 'take 3', message: 'No.' }] : [],
  })
  const report = await deleteInParts(keepsThird, ids, { onGone: () => {}, isStopped: () => false })
  expect(report.goneIds).toHaveLength(59)
  expect(report.refused).toEqual([{ id: 'take 3', message: 'No.' }])
})

it('stops between two parts when asked to, and where the server fails', async () => {
  let gone = 0
  const count = (part: readonly string[]) => {
    gone += part.length
  }
  expect(await deleteInParts(allGo, ids, { onGone: count, isStopped: () => gone > 0 })).toMatchObject({ goneIds: { length: 25 } })
  const breaks: DeleteTasks = (part) => (part[0] === 'take 25' ? Promise.reject(new Error('gone')) : allGo(part))
  expect(await deleteInParts(breaks, ids, { onGone: () => {}, isStopped: () => false })).toMatchObject({
    goneIds: { length: 25 },
    problem: 'The server did not answer.',
  })
})
