'use client'

import { type ReactNode, type RefObject, useCallback, useId, useImperativeHandle, useRef } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { listMentioned, MentionChips } from '#components/composer/mention-chips.tsx'
import { MentionHighlight } from '#components/composer/mention-highlight.tsx'
import { MentionList, optionId } from '#components/composer/mention-list.tsx'
import { useMentionCompletion } from '#components/composer/use-mention-completion.ts'
import { Field } from '#components/ui/field.tsx'
import { Textarea } from '#components/ui/textarea.tsx'
import type { ListField } from '#lib/generation/file-kinds.ts'
import { maxPromptLength } from '#lib/generation/request.ts'

export interface PromptHandle {
  /** Puts a mention where the caret stands or last stood. */
  insert: (mention: string) => void
}

export interface PromptFieldProps {
  controlId: string
  prompt: string
  isOptional: boolean
  /** What the prompt can mention, in the order of the request. */
  files: Readonly<Record<ListField, readonly DraftReference[]>>
  handle: RefObject<PromptHandle | null>
  error: ReactNode
  warning: ReactNode
  onChange: (prompt: string) => void
  onTouch: () => void
}

/**
 * The prompt, with completion of `@Image1`. It stays a plain text field for assistive technology, one with a list that completes it:
 * HTML allows a textarea no other role.
 */
export function PromptField({ controlId, prompt, isOptional, files, handle, error, warning, onChange, onTouch }: PromptFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const overlay = useRef<HTMLDivElement>(null)
  const listId = useId()
  const { completion, activeIndex, setActiveIndex, choose, insert, handlers } = useMentionCompletion(field, prompt, files, onChange)
  useImperativeHandle(handle, () => ({ insert }))
  const insertLatest = useCallback((mention: string) => handle.current?.insert(mention), [handle])
  const length = prompt.length > maxPromptLength * 0.8 ? [...prompt].length : 0
  const hasFiles = files.images.length + files.videos.length + files.audios.length > 0
  return (
    <Field
      label={fieldLabels.prompt}
      controlId={controlId}
      labelEnd={
        <span className="text-faint-foreground text-xs tabular-nums">
          {length > maxPromptLength * 0.8
            ? `${length.toLocaleString('en')} of ${maxPromptLength.toLocaleString('en')}`
            : [isOptional ? 'optional' : null, hasFiles ? '@ names a file' : null].filter((words) => words !== null).join(' · ')}
        </span>
      }
      error={error}
      warning={warning}
    >
      <div className="relative">
        <Textarea
          ref={field}
          dir="auto"
          value={prompt}
          aria-autocomplete="list"
          aria-haspopup="listbox"
          aria-controls={completion ? listId : undefined}
          aria-activedescendant={completion ? optionId(listId, activeIndex) : undefined}
          onChange={(event) => handlers.onChange(event.target.value)}
          onSelect={handlers.onSelect}
          onKeyDown={handlers.onKeyDown}
          onScroll={(event) => {
            if (overlay.current) overlay.current.scrollTop = event.currentTarget.scrollTop
          }}
          onBlur={() => {
            handlers.onBlur()
            if (prompt !== '') onTouch()
          }}
          placeholder="What happens in the shot, and how the camera sees it"
          className="block max-h-72 min-h-28 [scrollbar-gutter:stable] [scrollbar-width:thin] pointer-coarse:text-[16px]"
        />
        <MentionHighlight prompt={prompt} files={files} field={field} overlay={overlay} />
        {completion && (
          <MentionList
            id={listId}
            candidates={completion.candidates}
            activeIndex={activeIndex}
            files={files}
            onActivate={setActiveIndex}
            onChoose={choose}
          />
        )}
        <span role="status" className="sr-only">
          {completion && `${completion.candidates.length} ${completion.candidates.length === 1 ? 'file' : 'files'} to mention`}
        </span>
      </div>
      {hasFiles && <MentionChips mentioned={listMentioned(prompt)} files={files} onInsert={insertLatest} />}
    </Field>
  )
}
