'use client'

import { usePathname } from 'next/navigation'
import { type RefObject, useEffect } from 'react'
import { findPageTitle, isFocusLost } from '#components/ui/heading-focus.ts'

/** The page on the screen, and the one before it in this tab; null until there is one. */
let shownPath: string | null = null
let leftPath: string | null = null

/** After a move inside the app, what had the focus is gone with its page: the keyboard goes on at the new page's title. */
export function useArrivalFocus(): void {
  const path = usePathname()
  useEffect(() => {
    if (shownPath !== path) leftPath = shownPath
    shownPath = path
    if (leftPath !== null && isFocusLost()) findPageTitle()?.focus({ preventScroll: true })
  }, [path])
}

/** Who comes back to a list stands at the entry that led away. */
export function useReturnFocus(entry: RefObject<HTMLElement | null>, path: string): void {
  useEffect(() => {
    const isAtTitle = document.activeElement?.tagName === 'H1'
    if (leftPath === path && (isFocusLost() || isAtTitle)) entry.current?.focus({ preventScroll: true })
  }, [entry, path])
}
