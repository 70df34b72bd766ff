'use client'

import { Tabs as BaseTabs } from '@base-ui/react/tabs'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export const Tabs = BaseTabs.Root

export function TabsList({ className, children, ...props }: ComponentProps<typeof BaseTabs.List>) {
  return (
    <BaseTabs.List className={cn('relative flex items-center gap-4 border-border border-b', className)} {...props}>
      {children}
      <BaseTabs.Indicator className="absolute bottom-[-1px] left-0 h-px w-[var(--active-tab-width)] translate-x-[var(--active-tab-left)] bg-foreground transition-[translate,width] duration-200" />
    </BaseTabs.List>
  )
}

export function TabsTab({ className, ...props }: ComponentProps<typeof BaseTabs.Tab>) {
  return (
    <BaseTabs.Tab
      className={cn(
        'h-9 font-medium text-muted-foreground text-sm transition-colors hover:text-foreground data-active:text-foreground',
        className,
      )}
      {...props}
    />
  )
}

export function TabsPanel({ className, ...props }: ComponentProps<typeof BaseTabs.Panel>) {
  return <BaseTabs.Panel className={cn('pt-4', className)} {...props} />
}
