'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { destinations, isCurrent } from '#components/shell/navigation.ts'
import { cn } from '#components/ui/cn.ts'

/** The same links as a rail at the side and, on a phone, as a bar at the foot. */
export function NavigationLinks({ isOwner }: { isOwner: boolean }) {
  const pathname = usePathname()
  return (
    <ul className="flex w-full max-md:justify-around md:flex-col md:gap-1">
      {destinations
        .filter((destination) => isOwner || !destination.isOwners)
        .map((destination) => {
          const current = isCurrent(destination, pathname)
          const Icon = destination.icon
          return (
            <li key={destination.href} className="max-md:flex-auto">
              <Link
                href={destination.href}
                aria-current={current ? 'page' : undefined}
                className={cn(
                  'flex flex-col items-center gap-1 rounded-lg py-2 font-medium text-2xs transition-colors',
                  current ? 'text-foreground md:bg-hover' : 'text-muted-foreground hover:text-foreground md:hover:bg-hover',
                )}
              >
                <Icon aria-hidden className="size-[18px]" strokeWidth={current ? 2 : 1.6} />
                {destination.label}
              </Link>
            </li>
          )
        })}
    </ul>
  )
}
