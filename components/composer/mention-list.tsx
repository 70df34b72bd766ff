'use client'

import { memo, type SyntheticEvent, useEffect, useRef } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { ReferenceThumbnail, referenceName } from '#components/composer/reference-thumbnail.tsx'
import { cn } from '#components/ui/cn.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { MentionCandidate } from '#lib/generation/mentions.ts'

export interface MentionListProps {
  id: string
  candidates: readonly MentionCandidate[]
  activeIndex: number
  files: Readonly<Record<ListField, readonly DraftReference[]>>
  onActivate: (index: number) => void
  onChoose: (candidate: MentionCandidate) => void
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`
}

/** The files that a mention begun at the caret may mean. The focus stays in the text; the keys are handled there. */
export function MentionList({ id, candidates, activeIndex, files, onActivate, onChoose }: MentionListProps) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    list.current?.children[activeIndex]?.scrollIntoView({ block: 'nearest' })
  }, [activeIndex])
  const indexOf = (event: SyntheticEvent) => {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null
    return option ? [...(list.current?.children ?? [])].indexOf(option) : -1
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the text field keeps the focus, handles the keys and names the active option
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label="Files to mention"
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-56 overflow-y-auto rounded-lg border border-border bg-popover p-1 shadow-pop"
      onPointerMove={(event) => {
        const index = indexOf(event)
        if (index !== -1) onActivate(index)
      }}
      // A press must not take the focus, and with it the caret, out of the text.
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        const candidate = candidates[indexOf(event)]
        if (candidate) onChoose(candidate)
      }}
    >
      {candidates.map(({ kind, index: position, text }, index) => (
        <MentionOption
          key={text}
          id={optionId(id, index)}
          kind={kind}
          reference={files[kind][position] ?? unknownFile}
          text={text}
          isActive={index === activeIndex}
        />
      ))}
    </div>
  )
}

const unknownFile: DraftReference = {}

interface MentionOptionProps {
  id: string
  kind: ListField
  reference: DraftReference
  text: string
  isActive: boolean
}

const MentionOption = memo(function MentionOption({ id, kind, reference, text, isActive }: MentionOptionProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the text field keeps the focus and names the active option
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      className={cn('flex cursor-pointer items-center gap-2.5 rounded-md px-1.5 py-1', isActive && 'bg-hover')}
    >
      <ReferenceThumbnail kind={kind} reference={reference} className="size-8" />
      <span className="font-medium text-sm">{text}</span>
      <span className="min-w-0 truncate text-muted-foreground text-xs">{referenceName(reference)}</span>
    </div>
  )
})
