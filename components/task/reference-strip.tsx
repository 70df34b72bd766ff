'use client'

import { AudioLines, Film, ImageOff } from 'lucide-react'
import { useState } from 'react'
import type { GenerationRequest, Reference } from '#lib/generation/request.ts'

const kinds = [
  { field: 'images', word: 'Image' },
  { field: 'videos', word: 'Video' },
  { field: 'audios', word: 'Audio' },
] as const

function addressOf(reference: Reference): string {
  return 'url' in reference ? reference.url : `/api/uploads/${reference.upload}/file`
}

function factsOf(reference: Reference): string {
  const { width, height, duration } = reference
  return [width && height ? `${width} × ${height}` : null, duration ? `${Number(duration.toFixed(1))} s` : null]
    .filter((fact) => fact !== null)
    .join(' · ')
}

export function hasReferences(request: GenerationRequest): boolean {
  return kinds.some(({ field }) => (request[field]?.length ?? 0) > 0)
}

/** The files that guided the take, in the order the prompt names them. */
export function ReferenceStrip({ request }: { request: GenerationRequest }) {
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2.5">
      {kinds.flatMap(({ field, word }) =>
        (request[field] ?? []).map((reference, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a sent request never changes its order
          <li key={`${field}-${index}`} className="min-w-0">
            <a
              href={addressOf(reference)}
              target="_blank"
              rel="noreferrer"
              className="group flex flex-col gap-1 rounded-md"
              title={'url' in reference ? reference.url : undefined}
            >
              <span className="relative grid aspect-square place-items-center overflow-hidden rounded-md border border-border bg-well text-faint-foreground group-hover:border-border-strong [&_svg]:size-5 [&_svg]:stroke-[1.5]">
                {field === 'images' && <Thumbnail src={addressOf(reference)} />}
                {field === 'videos' && <Film aria-hidden />}
                {field === 'audios' && <AudioLines aria-hidden />}
              </span>
              <span className="text-xs">
                {word} {index + 1}
              </span>
              {factsOf(reference) !== '' && (
                <span className="-mt-1 truncate text-2xs text-muted-foreground tabular-nums">{factsOf(reference)}</span>
              )}
            </a>
          </li>
        )),
      )}
    </ul>
  )
}

function Thumbnail({ src }: { src: string }) {
  const [isGone, setIsGone] = useState(false)
  if (isGone || !/^(https?:)?\//.test(src)) return <ImageOff aria-hidden />
  return (
    <img
      src={src}
      alt=""
      loading="lazy"
      decoding="async"
      referrerPolicy="no-referrer"
      className="absolute inset-0 size-full object-cover"
      onError={() => setIsGone(true)}
    />
  )
}
