'use client'

import { AudioLines, Film, Image as ImageIcon } from 'lucide-react'
import { useState } from 'react'
import type { DraftReference, ReferenceKind } from '#components/composer/draft.ts'
import { cn } from '#components/ui/cn.ts'

const icons = { images: ImageIcon, videos: Film, audios: AudioLines } as const

export interface ReferenceThumbnailProps {
  kind: ReferenceKind
  reference: DraftReference
  className?: string
}

/** Only our own uploads have a picture: a page of ours does not knock at a stranger's server. */
export function ReferenceThumbnail({ kind, reference, className }: ReferenceThumbnailProps) {
  const [isBroken, setIsBroken] = useState(false)
  const Icon = icons[kind]
  const showsPicture = kind === 'images' && reference.previewUrl !== undefined && !isBroken
  return (
    <span
      aria-hidden
      className={cn('grid size-9 shrink-0 place-items-center overflow-hidden rounded-sm bg-well text-muted-foreground', className)}
    >
      {showsPicture ? (
        // biome-ignore lint/performance/noImgElement: a private upload behind the session, already small
        <img src={reference.previewUrl} alt="" className="size-full object-cover" onError={() => setIsBroken(true)} />
      ) : (
        <Icon className="size-1/2 max-w-4" />
      )}
    </span>
  )
}

export function referenceName(reference: DraftReference): string {
  return (reference.name ?? reference.url ?? `Upload ${reference.upload}`).replace(/^https?:\/\//, '')
}
