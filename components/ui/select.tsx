'use client'

import { ChevronsUpDown } from 'lucide-react'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { useFieldControl } from '#components/ui/field.tsx'

/** The system's own list behind our box: the keyboard, phones, screen readers and scripts all know it. */
export function Select({ className, children, ...props }: ComponentProps<'select'>) {
  const control = useFieldControl(props)
  return (
    <div className={cn('relative w-full min-w-0', className)}>
      <select className="field-box h-8 w-full appearance-none truncate pr-7 pl-2.5 text-sm" {...props} {...control}>
        {children}
      </select>
      <ChevronsUpDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-2 size-3.5 -translate-y-1/2 text-faint-foreground"
      />
    </div>
  )
}
