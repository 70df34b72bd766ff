'use client'

import { memo } from 'react'
import { lengthWords } from '#components/composer/reference-facts.ts'
import { LinkMark, ReferencePicture } from '#components/library/reference-picture.tsx'
import { kindWords, usesInWords } from '#components/library/reference-words.ts'
import type { ReferenceItem } from '#lib/generation/reference-view.ts'

export interface ReferenceTileProps {
  item: ReferenceItem
  onOpen: (id: string) => void
}

/** A file at a glance; the whole tile opens it. */
export const ReferenceTile = memo(function ReferenceTile({ item, onOpen }: ReferenceTileProps) {
  const duration = item.upload?.duration ?? item.link?.duration ?? null
  return (
    <article className="group relative flex min-w-0 flex-col gap-2">
      <div className="relative grid aspect-[4/3] place-items-center overflow-hidden rounded-lg border border-border bg-well transition-[border-color] duration-150 group-hover:border-border-strong">
        <ReferencePicture item={item} />
        {item.type === 'link' && <LinkMark />}
        {duration !== null && (
          <span className="absolute right-1.5 bottom-1.5 rounded-sm bg-black/70 px-1.5 py-0.5 font-medium text-2xs text-white tabular-nums">
            {lengthWords(duration)}
          </span>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-0.5 px-0.5">
        <h2 className="min-w-0 font-normal text-sm tracking-normal">
          <button
            type="button"
            data-entry={item.id}
            aria-haspopup="dialog"
            dir="auto"
            title={item.name}
            onClick={() => onOpen(item.id)}
            className="block w-full truncate text-left after:absolute after:inset-0 after:rounded-lg after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-ring focus-visible:after:outline-offset-4"
          >
            {item.name}
          </button>
        </h2>
        <p className="truncate text-muted-foreground text-xs">
          {item.kind ? kindWords[item.kind] : 'File'}
          <span aria-hidden> · </span>
          {item.link?.problem ? <span className="text-warning">Not reachable</span> : usesInWords(item.uses)}
        </p>
      </div>
    </article>
  )
})
