'use client'

import { ArrowDown, ArrowUp, X } from 'lucide-react'
import type { DraftReference, ReferenceKind } from '#components/composer/draft.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import { ReferenceThumbnail, referenceName } from '#components/composer/reference-thumbnail.tsx'
import type { RunningUpload } from '#components/composer/use-reference-uploads.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Progress } from '#components/ui/progress.tsx'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import { mentionOf } from '#lib/generation/mentions.ts'

export interface ReferenceRowProps {
  kind: ReferenceKind
  noun: string
  /** "First frame", where the order means something. */
  place: string | null
  reference: DraftReference
  index: number
  count: number
  issues: readonly Issue[]
  onMove: (from: number, to: number) => void
  onRemove: (index: number) => void
  onMention: (mention: string) => void
  onFix: (fix: Fix) => void
}

export function ReferenceRow({
  kind,
  noun,
  place,
  reference,
  index,
  count,
  issues,
  onMove,
  onRemove,
  onMention,
  onFix,
}: ReferenceRowProps) {
  const name = referenceName(reference)
  const mention = mentionOf(kind, index + 1)
  const facts = factsOf(reference)
  const hasError = issues.some((issue) => issue.severity === 'error')
  return (
    <li className={cn('rounded-md border bg-card px-1.5 py-1', hasError ? 'border-danger/50' : 'border-border')}>
      <div className="flex items-center gap-2">
        <ReferenceThumbnail kind={kind} reference={reference} />
        <div className="min-w-0 flex-1">
          <p className="truncate text-xs" title={name}>
            {name}
          </p>
          <p className="flex items-center gap-1.5 truncate text-2xs text-faint-foreground tabular-nums">
            <button
              type="button"
              title={`Write ${mention} into the prompt`}
              className="rounded-sm text-accent underline-offset-2 hover:underline"
              // The caret stays where the mention is to go.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onMention(mention)}
            >
              <span className="sr-only">Write </span>
              {mention}
              <span className="sr-only"> into the text</span>
            </button>
            <span className="truncate">{place === null ? facts : `${place} · ${facts}`}</span>
          </p>
        </div>
        <div className="flex">
          {count > 1 && (
            <>
              <Button size="icon-xs" variant="ghost" disabled={index === 0} onClick={() => onMove(index, index - 1)}>
                <ArrowUp aria-hidden />
                <span className="sr-only">
                  Move {noun} {index + 1} up
                </span>
              </Button>
              <Button size="icon-xs" variant="ghost" disabled={index === count - 1} onClick={() => onMove(index, index + 1)}>
                <ArrowDown aria-hidden />
                <span className="sr-only">
                  Move {noun} {index + 1} down
                </span>
              </Button>
            </>
          )}
          <Button size="icon-xs" variant="ghost" onClick={() => onRemove(index)}>
            <X aria-hidden />
            <span className="sr-only">
              Remove {noun} {index + 1}
            </span>
          </Button>
        </div>
      </div>
      <div aria-live="polite">{issues.length > 0 && <IssueList issues={issues} onFix={onFix} className="pt-1 pb-0.5 pl-0.5" />}</div>
    </li>
  )
}

export function UploadRow({ upload, onDismiss }: { upload: RunningUpload; onDismiss: () => void }) {
  return (
    <li className="flex items-center gap-2 rounded-md border border-border border-dashed px-2 py-1.5">
      <div className="flex min-w-0 flex-1 flex-col gap-1">
        <p className="truncate text-xs">{upload.name}</p>
        {upload.error === null ? (
          <Progress value={upload.progress} label={`Sending ${upload.name}`} />
        ) : (
          <p role="alert" className="text-danger text-xs">
            {upload.error}
          </p>
        )}
      </div>
      <Button size="icon-xs" variant="ghost" onClick={onDismiss}>
        <X aria-hidden />
        <span className="sr-only">{upload.error === null ? `Stop sending ${upload.name}` : `Dismiss ${upload.name}`}</span>
      </Button>
    </li>
  )
}

function factsOf(reference: DraftReference): string {
  const facts = [
    reference.upload === undefined ? 'Address' : 'Upload',
    reference.width !== undefined && reference.height !== undefined ? `${reference.width} × ${reference.height}` : null,
    reference.duration === undefined ? null : `${Number(reference.duration.toFixed(1))} s`,
  ]
  return facts.filter((fact) => fact !== null).join(' · ')
}
