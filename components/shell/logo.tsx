import { cn } from '#components/ui/cn.ts'

/** A clapper seen as a play mark: two slanted sticks over a slate. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 24 24" className={cn('size-6', className)} fill="none">
      <path d="M3.2 8.1 20.1 3.6" stroke="currentColor" strokeWidth="2.6" strokeLinecap="round" />
      <rect x="2" y="10" width="20" height="11" rx="2.6" fill="currentColor" />
      <path d="M10.2 12.9v5.2l4.5-2.6-4.5-2.6Z" className="fill-background" />
    </svg>
  )
}

export function Logo({ className }: { className?: string }) {
  return (
    <span className={cn('inline-flex items-center gap-2 text-foreground', className)}>
      <LogoMark className="size-5" />
      <span className="font-semibold text-base tracking-tight">Dailies</span>
    </span>
  )
}
