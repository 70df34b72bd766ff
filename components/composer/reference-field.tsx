'use client'

import { Plus, Upload } from 'lucide-react'
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, memo, useRef, useState } from 'react'
import { type Draft, type DraftReference, pendingFields, type ReferenceKind, splitAddresses } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import { ReferenceRow, UploadRow } from '#components/composer/reference-row.tsx'
import type { ReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import type { CountRule } from '#lib/vendors/vendor.ts'

const words: Record<ReferenceKind, { one: string; many: string; accept: string; placeholder: string }> = {
  images: { one: 'image', many: 'images', accept: 'image/*', placeholder: 'https://… or drop files' },
  videos: { one: 'video', many: 'videos', accept: 'video/*', placeholder: 'https://… or drop files' },
  audios: { one: 'audio file', many: 'audio files', accept: 'audio/*', placeholder: 'https://… or drop files' },
}

export interface ReferenceFieldProps {
  kind: ReferenceKind
  controlId: string
  references: readonly DraftReference[]
  /** The address being typed. */
  pending: string
  /** Null where the vendor takes none: the field is here only to show what is wrong. */
  count: CountRule | null
  issues: readonly Issue[]
  /** What each place in the list stands for, where the order means something. */
  places: readonly string[] | null
  /** Null where uploads cannot be kept. */
  uploads: ReferenceUploads | null
  onChange: (patch: Partial<Draft>) => void
  onTouch: (field: string) => void
  onMention: (mention: string) => void
  onFix: (fix: Fix) => void
}

export const ReferenceField = memo(function ReferenceField({
  kind,
  controlId,
  references,
  pending,
  count,
  issues,
  uploads,
  places,
  onChange,
  onTouch,
  onMention,
  onFix,
}: ReferenceFieldProps) {
  const changeList = (list: DraftReference[]) => onChange({ [kind]: list })
  const changePending = (text: string) => onChange({ [pendingFields[kind]]: text })
  const picker = useRef<HTMLInputElement>(null)
  const addressField = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  const running = uploads?.items.filter((item) => item.kind === kind) ?? []
  const { one, many, accept, placeholder } = words[kind]
  const ownIssues = issues.filter((issue) => issue.index === undefined || issue.index >= references.length)
  const errors = ownIssues.filter((issue) => issue.severity === 'error')
  const warnings = ownIssues.filter((issue) => issue.severity === 'warning')

  const add = (text: string) => {
    const added = splitAddresses(text).map((url) => ({ url }))
    if (added.length === 0) return
    onChange({ [kind]: [...references, ...added], [pendingFields[kind]]: '' })
  }
  const move = (from: number, to: number) => {
    const reordered = [...references]
    const [moved] = reordered.splice(from, 1)
    if (moved) reordered.splice(to, 0, moved)
    changeList(reordered)
  }
  const remove = (index: number) => {
    changeList(references.filter((_, position) => position !== index))
    // The pressed button is gone; the field is the nearest place that stays.
    addressField.current?.focus()
  }
  const handleKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    add(pending)
  }
  const handlePaste = (event: ClipboardEvent<HTMLInputElement>) => {
    const files = [...event.clipboardData.files]
    if (files.length > 0 && uploads) {
      event.preventDefault()
      uploads.start(kind, files)
      return
    }
    const text = event.clipboardData.getData('text')
    if (splitAddresses(text).length < 2) return
    event.preventDefault()
    add(`${pending}\n${text}`)
  }
  const handleDrop = (event: DragEvent) => {
    event.preventDefault()
    setIsOver(false)
    onTouch(kind)
    const files = [...event.dataTransfer.files]
    if (files.length > 0) uploads?.start(kind, files)
    else add(event.dataTransfer.getData('text/uri-list') || event.dataTransfer.getData('text'))
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the field and the button
    <div
      className={cn('-m-1.5 rounded-lg p-1.5 transition-colors', isOver && 'bg-accent-soft ring-1 ring-accent')}
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
        <div className="flex gap-1.5">
          <Input
            ref={addressField}
            value={pending}
            aria-invalid={issues.some((issue) => issue.severity === 'error') || undefined}
            onChange={(event) => changePending(event.target.value)}
            onKeyDown={handleKeyDown}
            onPaste={handlePaste}
            onBlur={() => {
              if (pending.trim() !== '') onTouch(kind)
            }}
            placeholder={placeholder}
            inputMode="url"
            autoComplete="off"
            spellCheck={false}
          />
          <Button onClick={() => add(pending)} disabled={pending.trim() === ''}>
            <Plus aria-hidden />
            Add<span className="sr-only"> {one}</span>
          </Button>
          {uploads && (
            <>
              <Button size="icon" onClick={() => picker.current?.click()} title={`Upload ${many}`}>
                <Upload aria-hidden />
                <span className="sr-only">Upload {many}</span>
              </Button>
              <input
                ref={picker}
                type="file"
                hidden
                multiple
                accept={accept}
                data-kind={kind}
                onChange={(event) => {
                  uploads.start(kind, [...(event.target.files ?? [])])
                  event.target.value = ''
                  onTouch(kind)
                }}
              />
            </>
          )}
        </div>
      </Field>
      {(references.length > 0 || running.length > 0) && (
        <ul className="mt-2 flex flex-col gap-1">
          {references.map((reference, index) => (
            <ReferenceRow
              // biome-ignore lint/suspicious/noArrayIndexKey: the same file may stand twice; its place is what tells it apart
              key={`${index} ${reference.upload ?? reference.url}`}
              kind={kind}
              noun={one}
              place={places?.[index] ?? null}
              reference={reference}
              index={index}
              count={references.length}
              issues={issues.filter((issue) => issue.index === index)}
              onMove={move}
              onRemove={remove}
              onMention={onMention}
              onFix={onFix}
            />
          ))}
          {running.map((upload) => (
            <UploadRow key={upload.id} upload={upload} onDismiss={() => uploads?.dismiss(upload.id)} />
          ))}
        </ul>
      )}
    </div>
  )
})

function countWords(have: number, count: CountRule | null): string {
  if (count === null) return 'not taken here'
  if (count.min === count.max) return `${have} of ${count.max}`
  return have === 0 ? `up to ${count.max}` : `${have} of up to ${count.max}`
}
