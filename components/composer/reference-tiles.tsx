'use client'

import { useCallback, useMemo, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { Draft, DraftReference } from '#components/composer/draft.ts'
import { referenceName } from '#components/composer/reference-thumbnail.tsx'
import { ReferenceTile } from '#components/composer/reference-tile.tsx'
import { type TakenOut, takeOut } from '#components/composer/take-out.ts'
import { useReorder } from '#components/composer/use-reorder.ts'
import { ReferenceFit } from '#components/fit/reference-fit.tsx'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import type { ReferenceRule } from '#lib/vendors/vendor.ts'
import { capitalized, entryOf } from '#lib/vendors/wording.ts'

export interface ReferenceTilesProps {
  kind: ListField
  /** "image". */
  noun: string
  references: readonly DraftReference[]
  /** What each place stands for, where the order means something. */
  places: readonly string[] | null
  rule: ReferenceRule | null
  vendorName: string
  /** Whether a file that lies here can get on to the vendor. */
  acceptsUploads: boolean
  issues: readonly Issue[]
  onChange: (patch: (draft: Draft) => Draft) => void
  /** The pressed button is gone: the focus needs a place that stays. */
  onRemoved: () => void
  onPick: () => void
  onMention: (mention: string) => void
  onFix: (fix: Fix) => void
}

const noIssues: readonly Issue[] = []

/** The files of one kind in their order, which can be changed by pointer, by key and by button. */
export function ReferenceTiles(props: ReferenceTilesProps) {
  const { kind, noun, references, places, rule, vendorName, acceptsUploads, issues, onChange, onRemoved, onPick, onMention, onFix } = props
  const list = useRef<HTMLUListElement>(null)
  const [moved, setMoved] = useState({ words: '', count: 0 })
  // Of other files it says nothing any more.
  if (moved.words !== '' && moved.count !== references.length) setMoved({ words: '', count: 0 })
  const issuesOf = useMemo(() => Map.groupBy(issues, (issue) => issue.index), [issues])
  const move = useCallback(
    (from: number, to: number) => {
      onChange((draft) => {
        const count = draft[kind].length
        const one = draft[kind][from]
        if (!one) return draft
        setMoved({ words: `${referenceName(one, kind)} is now ${noun} ${to + 1} of ${count}.`, count })
        return { ...draft, [kind]: draft[kind].toSpliced(from, 1).toSpliced(to, 0, one) }
      })
    },
    [kind, noun, onChange],
  )
  const remove = useCallback(
    (index: number) => {
      const undoable: TakenOut[] = []
      onChange((draft) => {
        const taken = takeOut(draft, kind, index)
        // A file that is still on its way is not sent on: there is nothing to bring back.
        if (!isTransferKey(draft[kind][index]?.upload)) undoable.push(taken)
        return taken.draft
      })
      onRemoved()
      for (const { putBack } of undoable) {
        const undo = { label: 'Undo', onClick: () => onChange(putBack) }
        toast(`${capitalized(entryOf(kind, index))} was removed.`, { action: undo, duration: 6_000 })
      }
    },
    [kind, onChange, onRemoved],
  )
  const replace = useCallback(
    (index: number, before: DraftReference, after: DraftReference) => {
      onChange((draft) => {
        const isMeant = (one: DraftReference | undefined) => one !== undefined && one.upload === before.upload && one.url === before.url
        const place = isMeant(draft[kind][index]) ? index : draft[kind].findIndex(isMeant)
        return place === -1 ? draft : { ...draft, [kind]: draft[kind].with(place, after) }
      })
      // The pressed button went with the old tile; the new one stands in its place.
      window.requestAnimationFrame(() => list.current?.children[index]?.querySelector('button')?.focus())
    },
    [kind, onChange],
  )
  // The same elements for as long as they say the same: a tile is not drawn again for a letter typed beside it.
  const fits = useMemo(() => {
    const total = references.reduce((sum, { duration }) => sum + (duration ?? 0), 0)
    return references.map((reference, index) => (
      <ReferenceFit
        key={reference.upload ?? reference.url}
        {...{ kind, index, reference, rule, vendorName, acceptsUploads }}
        othersSeconds={total - (reference.duration ?? 0)}
        onReplace={replace}
      />
    ))
  }, [kind, references, rule, vendorName, acceptsUploads, replace])
  const grab = useReorder(list, move)
  return (
    <>
      <ul ref={list} className="flex flex-col gap-1">
        {withKeys(references).map(([key, reference], index) => (
          <ReferenceTile
            key={key}
            kind={kind}
            noun={noun}
            place={places?.[index] ?? null}
            reference={reference}
            index={index}
            count={references.length}
            issues={issuesOf.get(index) ?? noIssues}
            actions={fits[index]}
            onGrab={grab}
            onMove={move}
            onRemove={remove}
            onPick={onPick}
            onMention={onMention}
            onFix={onFix}
          />
        ))}
      </ul>
      <span role="status" className="sr-only">
        {moved.words}
      </span>
    </>
  )
}

/** What tells each file apart while it is moved; the same file may stand twice. */
function withKeys(references: readonly DraftReference[]): [string, DraftReference][] {
  const seen = new Map<string, number>()
  return references.map((reference) => {
    const file = reference.key ?? reference.upload ?? reference.url ?? ''
    const times = (seen.get(file) ?? 0) + 1
    seen.set(file, times)
    return [times === 1 ? file : `${file} ${times}`, reference]
  })
}
