'use client'

import { ArrowDown, ArrowUp, AudioLines, Film, Image as ImageIcon, X } from 'lucide-react'
import { useState } from 'react'
import type { DraftReference, ReferenceKind } from '#components/composer/draft.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import type { RunningUpload } from '#components/composer/use-reference-uploads.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import { Progress } from '#components/ui/progress.tsx'
import type { Fix, Issue } from '#lib/generation/issue.ts'

const icons = { images: ImageIcon, videos: Film, audios: AudioLines } as const

export interface ReferenceRowProps {
  kind: ReferenceKind
  noun: string
  reference: DraftReference
  index: number
  count: number
  issues: readonly Issue[]
  onMove: (from: number, to: number) => void
  onRemove: (index: number) => void
  onFix: (fix: Fix) => void
}

export function ReferenceRow({ kind, noun, reference, index, count, issues, onMove, onRemove, onFix }: ReferenceRowProps) {
  const name = reference.name ?? reference.url ?? `Upload ${reference.upload}`
  const facts = factsOf(reference)
  const hasError = issues.some((issue) => issue.severity === 'error')
  return (
    <li className={cn('rounded-md border bg-card px-1.5 py-1', hasError ? 'border-danger/50' : 'border-border')}>
      <div className="flex items-center gap-2">
        <Thumbnail kind={kind} reference={reference} />
        <div className="min-w-0 flex-1">
          <p className="truncate text-xs" title={name}>
            <span className="text-faint-foreground tabular-nums">{index + 1} </span>
            {shortName(name)}
          </p>
          <p className="truncate text-2xs text-faint-foreground tabular-nums">{facts}</p>
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

/** Only our own uploads have a picture: a page of ours does not knock at a stranger's server. */
function Thumbnail({ kind, reference }: { kind: ReferenceKind; reference: DraftReference }) {
  const [isBroken, setIsBroken] = useState(false)
  const Icon = icons[kind]
  const showsPicture = kind === 'images' && reference.previewUrl !== undefined && !isBroken
  return (
    <span aria-hidden className="grid size-9 shrink-0 place-items-center overflow-hidden rounded-sm bg-well text-muted-foreground">
      {showsPicture ? (
        // biome-ignore lint/performance/noImgElement: a private upload behind the session, already small
        <img src={reference.previewUrl} alt="" className="size-full object-cover" onError={() => setIsBroken(true)} />
      ) : (
        <Icon className="size-4" />
      )}
    </span>
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

function shortName(name: string): string {
  return name.replace(/^https?:\/\//, '')
}
