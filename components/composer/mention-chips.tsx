'use client'

import { Plus } from 'lucide-react'
import { memo } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { ReferenceThumbnail, referenceName } from '#components/composer/reference-thumbnail.tsx'
import { cn } from '#components/ui/cn.ts'
import { type ListField, listFields } from '#lib/generation/file-kinds.ts'
import { findMentions, mentionOf } from '#lib/generation/mentions.ts'

export interface MentionChipsProps {
  /** What the prompt mentions, in the order of the files: "@Image1 @Video2". As text, so that it is the same while nothing changes. */
  mentioned: string
  files: Readonly<Record<ListField, readonly DraftReference[]>>
  onInsert: (mention: string) => void
}

export function listMentioned(prompt: string): string {
  const names = findMentions(prompt).flatMap(({ kind, number }) => (number === null ? [] : [mentionOf(kind, number)]))
  return [...new Set(names)].toSorted().join(' ')
}

/** Every file of the request by the name the prompt calls it; filled when it is called, a press calls it. */
export const MentionChips = memo(function MentionChips({ mentioned, files, onInsert }: MentionChipsProps) {
  const names = new Set(mentioned.split(' '))
  return (
    <ul aria-label="Files of this request" className="flex flex-wrap gap-1">
      {listFields.flatMap((kind) =>
        files[kind].map((reference, index) => {
          const name = mentionOf(kind, index + 1)
          const isMentioned = names.has(name)
          return (
            <li key={name}>
              <button
                type="button"
                title={`${isMentioned ? 'Mention again: ' : 'Mention: '}${referenceName(reference)}`}
                className={cn(
                  'flex h-6 items-center gap-1 rounded-sm border pr-1.5 pl-0.5 text-xs transition-colors hover:border-border-strong',
                  isMentioned ? 'border-transparent bg-accent-soft text-accent' : 'border-border text-muted-foreground',
                )}
                // The caret stays where the mention is to go.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => onInsert(name)}
              >
                <ReferenceThumbnail kind={kind} reference={reference} className="size-5 rounded-[3px]" />
                <span className="sr-only">{isMentioned ? 'Mention again ' : 'Mention '}</span>
                {name}
                {!isMentioned && <Plus aria-hidden className="size-3" />}
              </button>
            </li>
          )
        }),
      )}
    </ul>
  )
})
