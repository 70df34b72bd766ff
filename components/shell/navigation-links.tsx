'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { destinations, isCurrent } from '#components/shell/navigation.ts'
import { cn } from '#components/ui/cn.ts'

/** The same links as a rail at the side and, on a phone, as a bar at the foot. */
export function NavigationLinks({ isOwner, activityNote }: { isOwner: boolean; activityNote: string | null }) {
  const pathname = usePathname()
  return (
    <ul className="flex w-full max-md:justify-around md:flex-col md:gap-1">
      {destinations
        .filter((destination) => isOwner || !destination.isOwners)
        .map((destination) => {
          const current = isCurrent(destination, pathname)
          const Icon = destination.icon
          const note = destination.href === '/activity' ? activityNote : null
          return (
            <li key={destination.href} className="max-md:flex-auto">
              <Link
                href={destination.href}
                aria-current={current ? 'page' : undefined}
                title={note ?? undefined}
                className={cn(
                  'flex flex-col items-center gap-1 rounded-lg py-2 font-medium text-2xs transition-colors',
                  current ? 'text-foreground md:bg-hover' : 'text-muted-foreground hover:text-foreground md:hover:bg-hover',
                )}
              >
                <span className="relative">
                  <Icon aria-hidden className="size-[18px]" strokeWidth={current ? 2 : 1.6} />
                  {note !== null && <span aria-hidden className="absolute -top-0.5 -right-1 size-2 rounded-full bg-danger" />}
                </span>
                {destination.label}
                {note !== null && <span className="sr-only">. {note}</span>}
              </Link>
            </li>
          )
        })}
    </ul>
  )
}
