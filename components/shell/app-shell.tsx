import Link from 'next/link'
import type { ReactNode } from 'react'
import { Logo, LogoMark } from '#components/shell/logo.tsx'
import { NavigationLinks } from '#components/shell/navigation-links.tsx'
import { type ShellUser, UserMenu } from '#components/shell/user-menu.tsx'

export interface AppShellProps {
  user: ShellUser
  isOwner: boolean
  /** What Activity would tell the owner, in a sentence. */
  activityNote: string | null
  children: ReactNode
}

/** The frame of every page behind the sign-in: rail at the side from 768 px, top line and foot bar below. The page scrolls inside `main`. */
export function AppShell({ user, isOwner, activityNote, children }: AppShellProps) {
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-primary focus:px-3 focus:py-2 focus:text-primary-foreground"
      >
        Skip to content
      </a>
      <header className="flex h-12 shrink-0 items-center justify-between border-b bg-rail px-4 md:h-auto md:w-[76px] md:flex-col md:border-r md:border-b-0 md:px-2 md:py-3.5">
        <Link href="/" className="rounded-md md:grid md:size-10 md:place-items-center">
          <Logo className="md:hidden" />
          <LogoMark className="size-[26px] max-md:hidden" />
          <span className="sr-only max-md:hidden">Dailies</span>
        </Link>
        <nav
          aria-label="Main"
          className="max-md:fixed max-md:inset-x-0 max-md:bottom-0 max-md:z-30 max-md:border-t max-md:bg-rail max-md:px-2 max-md:pb-[env(safe-area-inset-bottom)] md:mt-5 md:w-full md:flex-1"
        >
          <NavigationLinks isOwner={isOwner} activityNote={activityNote} />
        </nav>
        <div className="max-md:hidden">
          <UserMenu user={user} side="right" />
        </div>
        <div className="md:hidden">
          <UserMenu user={user} side="bottom" />
        </div>
      </header>
      <main
        id="main"
        // It scrolls, so the keyboard must reach it, also on a page with nothing to press.
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is to be focusable (axe: scrollable-region-focusable)
        tabIndex={0}
        // Positioned, or words for screen readers far down the page would make the document itself scroll.
        className="relative min-h-0 min-w-0 flex-1 overflow-y-auto -outline-offset-2 max-md:pb-[calc(3.5rem+env(safe-area-inset-bottom))]"
      >
        {children}
      </main>
    </div>
  )
}
