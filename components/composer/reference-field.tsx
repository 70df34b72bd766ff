'use client'

import { Plus } from 'lucide-react'
import {
  type ClipboardEvent,
  type DragEvent,
  type KeyboardEvent,
  lazy,
  memo,
  Suspense,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react'
import { type Draft, type DraftReference, pendingFields, type ReferenceKind, splitAddresses } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import { ReferenceSources, type Source } from '#components/composer/reference-sources.tsx'
import { referenceName } from '#components/composer/reference-thumbnail.tsx'
import { ReferenceTile } from '#components/composer/reference-tile.tsx'
import type { ReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { useReorder } from '#components/composer/use-reorder.ts'
import { ReferenceFit } from '#components/fit/reference-fit.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import type { CountRule, ReferenceRule } from '#lib/vendors/vendor.ts'

const LibraryPicker = lazy(() => import('#components/composer/library-picker.tsx'))
const TakesPicker = lazy(() => import('#components/composer/takes-picker.tsx'))

const nouns: Record<ReferenceKind, { one: string; many: string; accept: string }> = {
  images: { one: 'image', many: 'images', accept: 'image/*,.heic,.heif' },
  videos: { one: 'video', many: 'videos', accept: 'video/*,.mkv' },
  audios: { one: 'audio file', many: 'audio files', accept: 'audio/*' },
}

export interface ReferenceFieldProps {
  kind: ReferenceKind
  controlId: string
  references: readonly DraftReference[]
  /** The address being typed. */
  pending: string
  vendorName: string
  /** Null where the vendor takes none: the field is here only to show what is wrong. */
  rule: ReferenceRule | null
  issues: readonly Issue[]
  /** What each place in the list stands for, where the order means something. */
  places: readonly string[] | null
  /** Null where uploads cannot be kept. */
  uploads: ReferenceUploads | null
  onChange: (patch: Partial<Draft> | ((draft: Draft) => Draft)) => void
  onTouch: (field: string) => void
  onMention: (mention: string) => void
  onFix: (fix: Fix) => void
}

const noIssues: readonly Issue[] = []

/** Everything of one kind that guides the take: dropped, pasted, chosen, named by address, or found in what is here already. */
export const ReferenceField = memo(function ReferenceField(props: ReferenceFieldProps) {
  const { kind, controlId, references, pending, vendorName, rule, issues, uploads, places, onChange, onTouch, onMention, onFix } = props
  const picker = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const addressField = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const [source, setSource] = useState<Source | null>(null)
  const [announcement, setAnnouncement] = useState('')
  const { one, many, accept } = nouns[kind]
  const count = rule?.count.value ?? null
  const { own, byIndex } = useMemo(() => splitIssues(issues, references.length), [issues, references.length])
  const errors = own.filter((issue) => issue.severity === 'error')
  const warnings = own.filter((issue) => issue.severity === 'warning')
  const refusals = uploads?.refusals.filter((refusal) => refusal.kind === kind) ?? []

  const addAddresses = (text: string) => {
    const added = splitAddresses(text).map((url) => ({ url }))
    if (added.length > 0) onChange((draft) => ({ ...draft, [kind]: [...draft[kind], ...added], [pendingFields[kind]]: '' }))
  }
  const addChosen = useCallback(
    (chosen: readonly DraftReference[]) => {
      onChange((draft) => ({ ...draft, [kind]: [...draft[kind], ...chosen] }))
      addressField.current?.focus()
    },
    [kind, onChange],
  )
  const addFiles = (files: readonly File[]) => {
    uploads?.add(kind, files)
    onTouch(kind)
  }
  const move = useCallback(
    (from: number, to: number) => {
      onChange((draft) => {
        const moved = draft[kind][from]
        if (!moved) return draft
        setAnnouncement(`${referenceName(moved, kind)} is now ${one} ${to + 1} of ${draft[kind].length}.`)
        return { ...draft, [kind]: draft[kind].toSpliced(from, 1).toSpliced(to, 0, moved) }
      })
    },
    [kind, one, onChange],
  )
  const remove = useCallback(
    (index: number) => {
      onChange((draft) => ({ ...draft, [kind]: draft[kind].toSpliced(index, 1) }))
      // The pressed button is gone; the field is the nearest place that stays.
      addressField.current?.focus()
    },
    [kind, onChange],
  )
  const replace = useCallback(
    (index: number, before: DraftReference, after: DraftReference) => {
      onChange((draft) => {
        const place = draft[kind][index]?.upload === before.upload ? index : draft[kind].findIndex(({ upload }) => upload === before.upload)
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
        key={reference.upload}
        {...{ kind, index, reference, rule, vendorName }}
        othersSeconds={total - (reference.duration ?? 0)}
        onReplace={replace}
      />
    ))
  }, [kind, references, rule, vendorName, replace])
  const pick = useCallback(() => picker.current?.click(), [])
  const grab = useReorder(list, move)

  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    addAddresses(pending)
  }
  const handlePaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const files = [...event.clipboardData.files]
    const text = event.clipboardData.getData('text')
    if (files.length > 0 && text.trim() === '' && uploads) {
      event.preventDefault()
      addFiles(files)
    } else if (splitAddresses(text).length > 1) {
      event.preventDefault()
      addAddresses(`${pending}\n${text}`)
    }
  }
  const handleDrop = (event: DragEvent) => {
    event.preventDefault()
    event.stopPropagation()
    setIsOver(false)
    const files = [...event.dataTransfer.files]
    if (files.length > 0) addFiles(files)
    else addAddresses(readDroppedAddresses(event.dataTransfer))
  }

  return (
    <Field
      label={fieldLabels[kind]}
      controlId={controlId}
      labelEnd={
        <span className="text-faint-foreground text-xs tabular-nums">
          {countWords(references.length + splitAddresses(pending).length, count)}
        </span>
      }
      error={errors.length > 0 && <IssueList issues={errors} onFix={onFix} />}
      warning={warnings.length > 0 && <IssueList issues={warnings} onFix={onFix} />}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a further way beside the field and the buttons */}
      <div
        data-reference-area={kind}
        className={cn(
          'flex flex-col gap-1.5 rounded-lg border border-border p-1.5 transition-colors in-data-[file-drag]:border-accent in-data-[file-drag]:border-dashed',
          isOver && 'border-accent bg-accent-soft',
        )}
        onDragOver={(event) => {
          event.preventDefault()
          setIsOver(true)
        }}
        onDragLeave={(event) => {
          const goesTo = event.relatedTarget
          if (!(goesTo instanceof Node && event.currentTarget.contains(goesTo))) setIsOver(false)
        }}
        onDrop={handleDrop}
      >
        {references.length > 0 && (
          <ul ref={list} className="flex flex-col gap-1">
            {withKeys(references).map(([key, reference], index) => (
              <ReferenceTile
                key={key}
                kind={kind}
                noun={one}
                place={places?.[index] ?? null}
                reference={reference}
                index={index}
                count={references.length}
                issues={byIndex.get(index) ?? noIssues}
                actions={fits[index]}
                onGrab={grab}
                onMove={move}
                onRemove={remove}
                onPick={pick}
                onMention={onMention}
                onFix={onFix}
              />
            ))}
          </ul>
        )}
        <div className="flex gap-1.5">
          <Input
            ref={addressField}
            value={pending}
            aria-invalid={issues.some((issue) => issue.severity === 'error') || undefined}
            onChange={(event) => onChange({ [pendingFields[kind]]: event.target.value })}
            onKeyDown={handleKeyDown}
            onPaste={handlePaste}
            onBlur={() => {
              if (pending.trim() !== '') onTouch(kind)
            }}
            placeholder={uploads ? 'Drop or paste files, or an address' : 'https://…'}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
          />
          <Button onClick={() => addAddresses(pending)} disabled={pending.trim() === ''}>
            <Plus aria-hidden />
            Add<span className="sr-only"> {one}</span>
          </Button>
        </div>
        {uploads && (
          <>
            <ReferenceSources kind={kind} many={many} onPick={pick} onOpen={setSource} />
            <input
              ref={picker}
              type="file"
              hidden
              multiple
              accept={accept}
              data-kind={kind}
              onChange={(event) => {
                addFiles([...(event.target.files ?? [])])
                event.target.value = ''
              }}
            />
          </>
        )}
        {refusals.length > 0 && (
          <ul role="alert" className="flex flex-col gap-0.5 px-0.5 text-danger text-xs">
            {refusals.map(({ message }) => (
              <li key={message} className="break-words">
                {message}
              </li>
            ))}
          </ul>
        )}
        <span role="status" className="sr-only">
          {announcement}
        </span>
      </div>
      <Suspense>
        {source === 'library' && <LibraryPicker kind={kind} onChoose={addChosen} onClose={() => setSource(null)} />}
        {source === 'takes' && <TakesPicker kind={kind} onChoose={addChosen} onClose={() => setSource(null)} />}
      </Suspense>
    </Field>
  )
})

/** The field's own issues, and those of each file as the same list while they are the same. */
function splitIssues(issues: readonly Issue[], count: number) {
  const own = issues.filter((issue) => issue.index === undefined || issue.index >= count)
  return { own, byIndex: Map.groupBy(issues, (issue) => issue.index) as ReadonlyMap<number | undefined, readonly Issue[]> }
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

function readDroppedAddresses(data: DataTransfer): string {
  const list = data.getData('text/uri-list')
  // Lines that begin with # are remarks in such a list.
  return list === '' ? data.getData('text') : list.replace(/^#.*$/gm, '')
}

function countWords(have: number, count: CountRule | null): string {
  if (count === null) return 'not taken here'
  if (count.min === count.max) return `${have} of ${count.max}`
  return have === 0 ? `up to ${count.max}` : `${have} of up to ${count.max}`
}
