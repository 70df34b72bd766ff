'use client'

import { Popover as BasePopover } from '@base-ui/react/popover'
import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export const Popover = BasePopover.Root
export const PopoverTrigger = BasePopover.Trigger

export function PopoverTitle({ className, ...props }: ComponentProps<typeof BasePopover.Title>) {
  return <BasePopover.Title className={cn('font-medium text-sm', className)} {...props} />
}

export interface PopoverContentProps extends ComponentProps<typeof BasePopover.Popup> {
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
}

export function PopoverContent({ className, side = 'bottom', align = 'start', ...props }: PopoverContentProps) {
  return (
    <BasePopover.Portal>
      <BasePopover.Positioner side={side} align={align} sideOffset={6} className="z-50">
        <BasePopover.Popup
          className={cn(
            'w-72 origin-(--transform-origin) rounded-lg border border-border bg-popover p-3 text-sm shadow-pop outline-none transition-[opacity,scale] duration-120 data-ending-style:scale-97 data-starting-style:scale-97 data-ending-style:opacity-0 data-starting-style:opacity-0',
            className,
          )}
          {...props}
        />
      </BasePopover.Positioner>
    </BasePopover.Portal>
  )
}
