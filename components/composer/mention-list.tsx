'use client'

import { useEffect, useRef } from 'react'
import type { DraftReference, ReferenceKind } from '#components/composer/draft.ts'
import { ReferenceThumbnail, referenceName } from '#components/composer/reference-thumbnail.tsx'
import { cn } from '#components/ui/cn.ts'
import type { MentionCandidate } from '#lib/generation/mentions.ts'

export interface MentionListProps {
  id: string
  candidates: readonly MentionCandidate[]
  activeIndex: number
  files: Readonly<Record<ReferenceKind, readonly DraftReference[]>>
  onActivate: (index: number) => void
  onChoose: (candidate: MentionCandidate) => void
}

export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`
}

/** The files that a mention begun at the caret may mean. The focus stays in the text; the keys are handled there. */
export function MentionList({ id, candidates, activeIndex, files, onActivate, onChoose }: MentionListProps) {
  const active = useRef<HTMLDivElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another active option is what must come into sight
  useEffect(() => {
    active.current?.scrollIntoView({ block: 'nearest' })
  }, [activeIndex])
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Files to mention"
      className="absolute inset-x-0 top-full z-20 mt-1 max-h-56 overflow-y-auto rounded-lg border border-border bg-popover p-1 shadow-pop"
    >
      {candidates.map((candidate, index) => {
        const reference = files[candidate.kind][candidate.index] ?? {}
        const isActive = index === activeIndex
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: see above
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={candidate.text}
            ref={isActive ? active : null}
            id={optionId(id, index)}
            role="option"
            aria-selected={isActive}
            className={cn('flex cursor-pointer items-center gap-2.5 rounded-md px-1.5 py-1', isActive && 'bg-hover')}
            onPointerMove={() => onActivate(index)}
            // A press must not take the focus, and with it the caret, out of the text.
            onPointerDown={(event) => event.preventDefault()}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(candidate)}
          >
            <ReferenceThumbnail kind={candidate.kind} reference={reference} className="size-8" />
            <span className="font-medium text-sm">{candidate.text}</span>
            <span className="min-w-0 truncate text-muted-foreground text-xs">{referenceName(reference)}</span>
          </div>
        )
      })}
    </div>
  )
}
