import type { Draft, DraftReference } from '#components/composer/draft.ts'
import { listFields } from '#lib/generation/file-kinds.ts'
import { findMentions, type ReferenceChange, renumberMentions } from '#lib/generation/mentions.ts'

/** When files were moved or removed, the prompt's mentions follow them, unless the same change rewrote the prompt. */
export function keepMentions(before: Draft, after: Draft): Draft {
  if (before.prompt !== after.prompt || findMentions(after.prompt).length === 0) return after
  let { prompt } = after
  for (const kind of listFields) {
    if (before[kind] === after[kind]) continue
    for (const change of listChanges(before[kind], after[kind])) prompt = renumberMentions(prompt, kind, change)
  }
  return prompt === after.prompt ? after : { ...after, prompt }
}

/** The removals and moves that lead from one list to the other; what is new stands wherever it stands. */
export function listChanges(before: readonly DraftReference[], after: readonly DraftReference[]): ReferenceChange[] {
  const places = placesIn(before, after)
  const changes: ReferenceChange[] = []
  // From the end, so that the earlier positions still hold.
  places.forEach((_, reversed) => {
    const index = places.length - 1 - reversed
    if (places[index] === null) changes.push({ type: 'removed', index })
  })
  const rest = places.filter((place) => place !== null)
  const wanted = rest.toSorted((a, b) => a - b)
  wanted.forEach((place, to) => {
    const from = rest.indexOf(place)
    if (from === to) return
    rest.splice(to, 0, ...rest.splice(from, 1))
    changes.push({ type: 'moved', from, to })
  })
  return changes
}

/** Where each file went: the same object, else the first of the same address that nobody else claims, else what stands in its place. */
function placesIn(before: readonly DraftReference[], after: readonly DraftReference[]): (number | null)[] {
  const free = new Set(after.keys())
  const places = before.map((reference): number | null => {
    const index = after.indexOf(reference)
    return index !== -1 && free.delete(index) ? index : null
  })
  const matched = places.map((place, position) => {
    if (place !== null) return place
    const reference = before[position]
    const index = [...free].find((candidate) => isSameFile(after[candidate], reference))
    if (index === undefined) return null
    free.delete(index)
    return index
  })
  // As many files as before: one that is another now has taken its place, and with it its name.
  return before.length === after.length ? matched.map((place, position) => place ?? (free.has(position) ? position : null)) : matched
}

function isSameFile(one: DraftReference | undefined, other: DraftReference | undefined): boolean {
  if (one === undefined || other === undefined) return false
  if (one.key !== undefined && one.key === other.key) return true
  return one.upload === undefined ? one.url !== undefined && one.url === other.url : one.upload === other.upload
}
