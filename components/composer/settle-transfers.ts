import type { Draft, DraftReference } from '#components/composer/draft.ts'
import { factsFromBrowser, factsFromUpload } from '#components/composer/reference-facts.ts'
import { isTransferKey, type Transfer } from '#components/uploads/transfer-queue.ts'
import { fieldOfKind, type ListField, listFields } from '#lib/generation/file-kinds.ts'

export interface Settled {
  draft: Draft
  /** Files that turned out to be of another kind than the list they were put in. */
  moved: readonly { name: string; to: ListField }[]
}

/** Writes into a draft what its transfers have found out or finished since; the same draft where nothing is new. */
export function settleTransfers(draft: Draft, find: (key: string) => Transfer | null): Settled {
  const lists: Record<ListField, DraftReference[]> = { images: [], videos: [], audios: [] }
  const strays: { reference: DraftReference; to: ListField }[] = []
  let isChanged = false
  for (const kind of listFields) {
    for (const before of draft[kind]) {
      const transfer = isTransferKey(before.upload) ? find(before.upload) : null
      const after = transfer ? settle(before, transfer) : before
      const found = transfer?.upload?.kind ?? transfer?.facts?.kind
      const to = found === undefined ? kind : fieldOfKind[found]
      if (after !== before || to !== kind) isChanged = true
      if (to === kind) lists[kind].push(after)
      else strays.push({ reference: after, to })
    }
  }
  if (!isChanged) return { draft, moved: [] }
  for (const { reference, to } of strays) lists[to].push(reference)
  const moved = strays.map(({ reference, to }) => ({ name: reference.name ?? 'The file', to }))
  const changed = listFields.filter((kind) => isOther(draft[kind], lists[kind]))
  return { draft: { ...draft, ...Object.fromEntries(changed.map((kind) => [kind, lists[kind]])) }, moved }
}

function settle(reference: DraftReference, { key, upload, facts }: Transfer): DraftReference {
  // The server's facts take the place of the browser's, also where it knows less.
  if (upload) {
    const { note, original } = reference
    return { ...factsFromUpload(upload), key, ...(note !== undefined && { note }), ...(original && { original }) }
  }
  if (!facts) return reference
  const found = factsFromBrowser(facts)
  const isNew = Object.entries(found).some(([field, value]) => reference[field as keyof DraftReference] !== value)
  return isNew ? { ...reference, ...found } : reference
}

function isOther(before: readonly DraftReference[], after: readonly DraftReference[]): boolean {
  return before.length !== after.length || before.some((reference, index) => reference !== after[index])
}
