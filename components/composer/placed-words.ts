import { fieldLabels } from '#components/composer/field-labels.ts'
import { type ListField, listFields } from '#lib/generation/file-kinds.ts'

export interface Placed {
  name: string
  kind: ListField
}

/**
 * Where files went that were brought together, in one sentence; null where they lie in the list they were put into.
 * @param asked the list; null when they were dropped on the page
 */
export function placedWords(asked: ListField | null, placed: readonly Placed[]): string | null {
  const told = placed.filter(({ kind }) => kind !== asked)
  const [only, ...others] = told
  if (!only) return null
  if (others.length === 0)
    return asked === null
      ? `${only.name} is now in ${fieldLabels[only.kind]}.`
      : `${only.name} went to ${fieldLabels[only.kind]}: that is what it holds.`
  const counts = listFields.flatMap((field) => {
    const count = told.filter(({ kind }) => kind === field).length
    return count === 0 ? [] : [{ count, label: fieldLabels[field] }]
  })
  const [first, ...rest] = counts
  if (!first) return null
  const verb = asked === null ? 'now in' : 'went to'
  const begin =
    asked === null
      ? `${first.count} ${first.count === 1 ? 'file is' : 'files are'} ${verb}`
      : `${first.count} ${first.count === 1 ? 'file' : 'files'} ${verb}`
  return `${[`${begin} ${first.label}`, ...rest.map(({ count, label }) => `${count} ${asked === null ? 'in' : 'to'} ${label}`)].join(', ')}.`
}
