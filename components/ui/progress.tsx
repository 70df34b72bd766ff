'use client'

import { Progress as BaseProgress } from '@base-ui/react/progress'
import { cn } from '#components/ui/cn.ts'

export interface ProgressProps {
  /** 0 to 1, or null when nobody knows how far it is. */
  value: number | null
  label: string
  className?: string
}

export function Progress({ value, label, className }: ProgressProps) {
  return (
    <BaseProgress.Root value={value === null ? null : Math.round(value * 100)} aria-label={label} className={cn('w-full', className)}>
      <BaseProgress.Track className="block h-1 w-full overflow-hidden rounded-full bg-border">
        <BaseProgress.Indicator className="block h-full rounded-full bg-accent transition-[width] duration-500 data-indeterminate:w-1/3 data-indeterminate:animate-sweep" />
      </BaseProgress.Track>
    </BaseProgress.Root>
  )
}
