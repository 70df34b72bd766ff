'use client'

import { type ReactNode, type RefObject, useLayoutEffect } from 'react'
import { cn } from '#components/ui/cn.ts'
import { findMentions, type MentionableFiles } from '#lib/generation/mentions.ts'

export interface MentionHighlightProps {
  prompt: string
  files: MentionableFiles
  field: RefObject<HTMLTextAreaElement | null>
  overlay: RefObject<HTMLDivElement | null>
}

/** Colours under the mentions: the same text in the same box over the field, with nothing of it to be seen but the marks. */
export function MentionHighlight({ prompt, files, field, overlay }: MentionHighlightProps) {
  const mentions = findMentions(prompt)
  const isShown = mentions.length > 0
  // Only when it appears: later the field's own scrolling moves it, and asking for the place at each letter costs a layout.
  useLayoutEffect(() => {
    if (isShown && overlay.current && field.current) overlay.current.scrollTop = field.current.scrollTop
  }, [isShown, field, overlay])
  if (!isShown) return null
  const parts: ReactNode[] = []
  let position = 0
  for (const { kind, number, start, end, text } of mentions) {
    const isThere = number !== null && number >= 1 && number <= (files[kind]?.length ?? 0)
    parts.push(
      prompt.slice(position, start),
      <mark key={start} className={cn('rounded-sm text-transparent', isThere ? 'bg-ring/25' : 'bg-danger/25')}>
        {text}
      </mark>,
    )
    position = end
  }
  parts.push(prompt.slice(position))
  return (
    <div
      ref={overlay}
      aria-hidden
      dir="auto"
      className="pointer-events-none absolute inset-0 overflow-hidden whitespace-pre-wrap break-words border border-transparent px-2.5 py-2 text-base text-transparent [font-kerning:none] [scrollbar-gutter:stable] [scrollbar-width:thin] pointer-coarse:text-[16px]"
    >
      {parts}
      {/* A last empty line has height in the field, and needs a letter to have it here. */}
      {'\u200b'}
    </div>
  )
}
