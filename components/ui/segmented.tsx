'use client'

import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'
import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface SegmentedProps<Value extends string> {
  label: string
  value: Value
  onValueChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode; title?: string }[]
  className?: string
}

/** One of a few, all in sight. */
export function Segmented<Value extends string>({ label, value, onValueChange, options, className }: SegmentedProps<Value>) {
  return (
    <ToggleGroup
      aria-label={label}
      value={[value]}
      onValueChange={(values) => {
        const next = options.find((option) => option.value === values[0])
        if (next) onValueChange(next.value)
      }}
      className={cn('inline-flex items-center gap-0.5 rounded-md border border-border bg-well p-0.5', className)}
    >
      {options.map((option) => (
        <Toggle
          key={option.value}
          value={option.value}
          title={option.title}
          className="inline-flex h-6 flex-1 items-center justify-center gap-1.5 whitespace-nowrap rounded-sm px-2.5 text-muted-foreground text-xs transition-colors hover:text-foreground data-pressed:bg-secondary data-pressed:text-foreground data-pressed:shadow-[inset_0_0_0_1px_var(--border)] [&_svg]:size-3.5"
        >
          {option.label}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
