'use client'

import { AudioLines, FileQuestion, Film, Image as ImageIcon, Link2 } from 'lucide-react'
import { useState } from 'react'
import type { ReferenceItem } from '#lib/generation/reference-view.ts'

const icons = { image: ImageIcon, video: Film, audio: AudioLines } as const

/** The small picture of a file of ours; of an address the mark of its kind, because our pages do not knock at a stranger's server. */
export function ReferencePicture({ item }: { item: Pick<ReferenceItem, 'kind' | 'upload'> }) {
  const [gonePicture, setGonePicture] = useState<string | null>(null)
  const Icon = item.kind === null ? FileQuestion : icons[item.kind]
  const picture = item.upload?.thumbnailUrl ?? null
  if (picture === null || picture === gonePicture) return <Icon aria-hidden className="size-6 text-faint-foreground" strokeWidth={1.4} />
  return (
    <img
      src={picture}
      alt=""
      loading="lazy"
      decoding="async"
      className="absolute inset-0 size-full object-contain"
      onError={() => setGonePicture(picture)}
    />
  )
}

export function LinkMark() {
  return (
    <span className="absolute top-1.5 left-1.5 grid size-5 place-items-center rounded-sm bg-black/70 text-white">
      <Link2 aria-hidden className="size-3" />
    </span>
  )
}
