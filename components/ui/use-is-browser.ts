'use client'

import { useSyncExternalStore } from 'react'

const subscribeToNothing = () => () => {}

/** False in what the server renders and until React has taken the page over, then true. */
export function useIsBrowser(): boolean {
  return useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )
}
