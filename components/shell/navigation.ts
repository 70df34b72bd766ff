import { Activity, Clapperboard, Coins, Images, LayoutGrid, type LucideIcon, Scale, Settings2 } from 'lucide-react'

export interface Destination {
  href: string
  label: string
  icon: LucideIcon
  /** Only the owner's. */
  isOwners?: true
}

export const destinations: readonly Destination[] = [
  { href: '/', label: 'Create', icon: Clapperboard },
  { href: '/gallery', label: 'Gallery', icon: LayoutGrid },
  { href: '/references', label: 'References', icon: Images },
  { href: '/vendors', label: 'Vendors', icon: Scale },
  { href: '/spend', label: 'Spend', icon: Coins },
  { href: '/activity', label: 'Activity', icon: Activity, isOwners: true },
  { href: '/settings', label: 'Settings', icon: Settings2 },
]

export function isCurrent(destination: Destination, pathname: string): boolean {
  if (destination.href === '/') return pathname === '/'
  if (destination.href === '/gallery' && pathname.startsWith('/tasks/')) return true
  return pathname === destination.href || pathname.startsWith(`${destination.href}/`)
}
