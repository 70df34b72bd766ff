'use client'

import { Plus } from 'lucide-react'
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, lazy, memo, Suspense, useCallback, useRef, useState } from 'react'
import { type Draft, type DraftReference, pendingFields, splitAddresses } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import { ReferenceSources, type Source } from '#components/composer/reference-sources.tsx'
import { ReferenceTiles } from '#components/composer/reference-tiles.tsx'
import type { ReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { type ListField, listNouns } from '#lib/generation/file-kinds.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import type { CountRule, ReferenceRule } from '#lib/vendors/vendor.ts'

const LibraryPicker = lazy(() => import('#components/composer/library-picker.tsx'))
const TakesPicker = lazy(() => import('#components/composer/takes-picker.tsx'))

const accepted: Record<ListField, string> = {
  images: 'image/*,.heic,.heif',
  videos: 'video/*,.mkv',
  audios: 'audio/*',
}

export interface ReferenceFieldProps {
  kind: ListField
  controlId: string
  references: readonly DraftReference[]
  /** The address being typed. */
  pending: string
  vendorName: string
  /** Whether a file that lies here can get on to the vendor. */
  acceptsUploads: boolean
  /** Null where the vendor takes none: the field is here only to show what is wrong. */
  rule: ReferenceRule | null
  /** No more are taken, in any mode. What is dropped here all the same is told as too many. */
  isFull: boolean
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

/** Everything of one kind that guides the take: dropped, pasted, chosen, named by address, or found in what is here already. */
export const ReferenceField = memo(function ReferenceField(props: ReferenceFieldProps) {
  const { kind, controlId, references, pending, vendorName, acceptsUploads, rule, isFull, issues, uploads, places } = props
  const { onChange, onTouch, onMention, onFix } = props
  const picker = useRef<HTMLInputElement>(null)
  const addressField = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const [source, setSource] = useState<Source | null>(null)
  const { one, many } = listNouns[kind]
  const count = rule?.count.value ?? null
  // Those of a single file stand at the file.
  const own = issues.filter((issue) => issue.index === undefined || issue.index >= references.length)
  const errors = own.filter((issue) => issue.severity === 'error')
  const warnings = own.filter((issue) => issue.severity === 'warning')
  // An address that was begun may be ended.
  const isClosed = isFull && pending.trim() === ''
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
  const focusField = useCallback(() => addressField.current?.focus(), [])
  const pick = useCallback(() => picker.current?.click(), [])

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
          <ReferenceTiles
            kind={kind}
            noun={one}
            references={references}
            places={places}
            rule={rule}
            vendorName={vendorName}
            acceptsUploads={acceptsUploads}
            issues={issues}
            onChange={onChange}
            onRemoved={focusField}
            onPick={pick}
            onMention={onMention}
            onFix={onFix}
          />
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
            readOnly={isClosed}
            placeholder={isClosed ? 'Full: remove one to add another' : uploads ? 'Drop or paste files, or an address' : 'https://…'}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
          />
          {!isClosed && (
            <Button onClick={() => addAddresses(pending)} disabled={pending.trim() === ''}>
              <Plus aria-hidden />
              Add<span className="sr-only"> {one}</span>
            </Button>
          )}
        </div>
        {uploads && (
          <>
            {!isClosed && <ReferenceSources kind={kind} many={many} onPick={pick} onOpen={setSource} />}
            <input
              ref={picker}
              type="file"
              hidden
              multiple
              accept={accepted[kind]}
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
      </div>
      <Suspense>
        {source === 'library' && <LibraryPicker kind={kind} onChoose={addChosen} onClose={() => setSource(null)} />}
        {source === 'takes' && <TakesPicker kind={kind} onChoose={addChosen} onClose={() => setSource(null)} />}
      </Suspense>
    </Field>
  )
})

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
