'use client'

import { useTheme } from 'next-themes'
import { useSyncExternalStore } from 'react'
import { Toaster as Sonner } from 'sonner'

/** The same width at which the composer and the stage stand one above the other. */
const stacked = '(width < 64rem)'

function subscribeToWidth(onChange: () => void): () => void {
  const query = window.matchMedia(stacked)
  query.addEventListener('change', onChange)
  return () => query.removeEventListener('change', onChange)
}

/** Mounted once in the root layout; call `toast` from `sonner`. */
export function Toaster() {
  const { resolvedTheme } = useTheme()
  // In one column the buttons that a page is about, Generate above all, stand at its foot.
  const isStacked = useSyncExternalStore(
    subscribeToWidth,
    () => window.matchMedia(stacked).matches,
    () => false,
  )
  return (
    <Sonner
      theme={resolvedTheme === 'light' ? 'light' : 'dark'}
      position={isStacked ? 'top-center' : 'bottom-right'}
      // Below the top line, where there is one.
      mobileOffset={{ top: 56 }}
      offset={isStacked ? { top: 56 } : undefined}
      style={
        {
          '--normal-bg': 'var(--popover)',
          '--normal-border': 'var(--border)',
          '--normal-text': 'var(--foreground)',
          '--border-radius': 'var(--radius-lg)',
          fontFamily: 'var(--font-sans)',
        } as React.CSSProperties
      }
    />
  )
}
