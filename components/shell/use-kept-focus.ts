'use client'

import { useEffect, useRef } from 'react'
import { isFocusLost } from '#components/ui/heading-focus.ts'

/** A button that goes with the state it changed takes the focus with it. @param find where the keyboard goes on then. */
export function useKeptFocus(find: () => HTMLElement | null) {
  const isHeld = useRef(false)
  useEffect(() => {
    if (!isHeld.current || !isFocusLost()) return
    isHeld.current = false
    find()?.focus({ preventScroll: true })
  })
  return {
    onFocus: () => {
      isHeld.current = true
    },
    // Not heard of what is taken away, only of a focus that a person moves.
    onBlur: () => {
      isHeld.current = false
    },
  }
}
