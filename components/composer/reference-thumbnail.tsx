'use client'

import { AudioLines, Film, Image as ImageIcon } from 'lucide-react'
import { useState } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { cn } from '#components/ui/cn.ts'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import { useTransferPicture } from '#components/uploads/use-transfer.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'

const icons = { images: ImageIcon, videos: Film, audios: AudioLines } as const

export interface ReferenceThumbnailProps {
  kind: ListField
  reference: DraftReference
  className?: string
}

/** Only files of our own have a picture: a page of ours does not knock at a stranger's server. */
export function ReferenceThumbnail({ kind, reference, className }: ReferenceThumbnailProps) {
  const ownPicture = useTransferPicture(reference.key)
  const [brokenPicture, setBrokenPicture] = useState<string | null>(null)
  const Icon = icons[kind]
  const picture = ownPicture ?? (kind === 'audios' ? null : keptPicture(kind, reference))
  return (
    <span
      aria-hidden
      className={cn('grid size-9 shrink-0 place-items-center overflow-hidden rounded-sm bg-well text-muted-foreground', className)}
    >
      {picture !== null && picture !== brokenPicture ? (
        <img
          src={picture}
          alt=""
          draggable={false}
          loading="lazy"
          decoding="async"
          className="size-full object-cover"
          onError={() => setBrokenPicture(picture)}
        />
      ) : (
        <Icon className="size-1/2 max-w-4" />
      )}
    </span>
  )
}

function keptPicture(kind: ListField, { thumbnailUrl, previewUrl, upload, isGone }: DraftReference): string | null {
  if (isGone) return null
  if (thumbnailUrl !== undefined) return thumbnailUrl
  if (previewUrl !== undefined) return kind === 'images' ? previewUrl : null
  // "Use again" knows the upload and nothing else.
  return upload !== undefined && !isTransferKey(upload) ? `/api/uploads/${upload}/thumbnail` : null
}

const unnamed: Record<ListField, string> = { images: 'Image', videos: 'Video', audios: 'Sound' }

export function referenceName(reference: DraftReference, kind?: ListField): string {
  return (reference.name ?? reference.url ?? `${kind ? unnamed[kind] : 'File'} from your library`).replace(/^https?:\/\//, '')
}
