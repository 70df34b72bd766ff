'use client'

import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react'
import {
  completeMention,
  insertMention,
  type MentionableFiles,
  type MentionCandidate,
  type MentionCompletion,
} from '#lib/generation/mentions.ts'

export interface MentionCompletionState {
  /** Null while there is nothing to choose from. */
  completion: MentionCompletion | null
  activeIndex: number
  setActiveIndex: (index: number) => void
  choose: (candidate: MentionCandidate) => void
  /** Puts a mention where the caret stands or last stood. */
  insert: (mention: string) => void
  handlers: {
    onChange: (text: string) => void
    onSelect: () => void
    onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void
    onBlur: () => void
  }
}

/** Offers the request's files while a mention is being typed. It opens by typing only: moving through a text must not take the arrow keys away. */
export function useMentionCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  prompt: string,
  files: MentionableFiles,
  onPromptChange: (prompt: string) => void,
): MentionCompletionState {
  const [caret, setCaret] = useState<number | null>(null)
  const [activeIndex, setActiveIndex] = useState(0)
  const lastCaret = useRef<number | null>(null)
  const isInserting = useRef(false)
  const caretToSet = useRef<number | null>(null)
  /** Where the caret stood after a space that we wrote. */
  const gapEnd = useRef<number | null>(null)

  const completion = caret === null ? null : completeMention(prompt, caret, files)
  const shownIndex = Math.min(activeIndex, (completion?.candidates.length ?? 1) - 1)

  useLayoutEffect(() => {
    if (caretToSet.current === null) return
    field.current?.setSelectionRange(caretToSet.current, caretToSet.current)
    caretToSet.current = null
  })

  const write = (next: string, start: number, end: number, newCaret: number) => {
    const element = field.current
    if (!element) return
    setCaret(null)
    lastCaret.current = newCaret
    gapEnd.current = next[newCaret - 1] === ' ' ? newCaret : null
    element.focus()
    element.setSelectionRange(start, end)
    isInserting.current = true
    // Deprecated, and the only way by which the person's own undo takes it back.
    const isWritten = document.execCommand('insertText', false, next.slice(start, newCaret))
    isInserting.current = false
    if (isWritten) return
    caretToSet.current = newCaret
    onPromptChange(next)
  }
  const choose = (candidate: MentionCandidate) => {
    if (!completion) return
    const inserted = insertMention(prompt, completion, candidate)
    write(inserted.prompt, completion.start, completion.end, inserted.caret)
  }
  const insert = (mention: string) => {
    const place = Math.min(lastCaret.current ?? prompt.length, prompt.length)
    const isApart = place === 0 || /[\s\p{Ps}\p{Pi}]$/u.test(prompt.slice(0, place))
    const text = isApart ? mention : ` ${mention}`
    const inserted = insertMention(prompt, { start: place, end: place, candidates: [] }, { kind: 'images', index: 0, text })
    write(inserted.prompt, place, place, inserted.caret)
  }

  /** Whoever goes on with a space or a comma of her own means it in place of ours. */
  const closeGap = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const { currentTarget: element, key, nativeEvent } = event
    const end = gapEnd.current
    if (end === null || nativeEvent.isComposing || event.ctrlKey || event.metaKey || !/^[\s,.;:!?)]$/.test(key)) return
    if (element.selectionStart === end && element.selectionEnd === end) element.setSelectionRange(end - 1, end)
  }
  const handleKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    closeGap(event)
    // While an input method composes, its keys are its own.
    if (!completion || event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const { candidates } = completion
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) setActiveIndex((shownIndex + step + candidates.length) % candidates.length)
    else if (event.key === 'Escape') setCaret(null)
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) {
      const candidate = candidates[shownIndex]
      if (candidate) choose(candidate)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return {
    completion,
    activeIndex: shownIndex,
    setActiveIndex,
    choose,
    insert,
    handlers: {
      onChange: (text) => {
        onPromptChange(text)
        if (isInserting.current) return
        gapEnd.current = null
        const element = field.current
        lastCaret.current = element?.selectionStart ?? null
        setCaret(element && element.selectionStart === element.selectionEnd ? element.selectionStart : null)
        setActiveIndex(0)
      },
      onSelect: () => {
        const element = field.current
        if (!element) return
        lastCaret.current = element.selectionStart
        setCaret((open) => (open === null || element.selectionStart !== element.selectionEnd ? null : element.selectionStart))
      },
      onKeyDown: handleKeyDown,
      onBlur: () => setCaret(null),
    },
  }
}
