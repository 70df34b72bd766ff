'use client'

import { Switch as BaseSwitch } from '@base-ui/react/switch'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export function Switch({ className, ...props }: ComponentProps<typeof BaseSwitch.Root>) {
  return (
    <BaseSwitch.Root
      className={cn(
        'inline-flex h-5 w-8 shrink-0 items-center rounded-full border border-border-strong bg-well p-px transition-colors data-checked:border-transparent data-checked:bg-accent data-disabled:opacity-50',
        className,
      )}
      {...props}
    >
      <BaseSwitch.Thumb className="size-4 rounded-full bg-muted-foreground transition-[translate,background-color] duration-150 data-checked:translate-x-3 data-checked:bg-background" />
    </BaseSwitch.Root>
  )
}
