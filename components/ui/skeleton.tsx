import { cn } from '#components/ui/cn.ts'

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-sheen rounded-md bg-secondary', className)} />
}
