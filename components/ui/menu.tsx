'use client'

import { Menu as BaseMenu } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

const itemClasses =
  'flex h-8 cursor-default select-none items-center gap-2 rounded-sm px-2 text-sm outline-none data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:text-muted-foreground'

export const Menu = BaseMenu.Root
export const MenuTrigger = BaseMenu.Trigger
export const MenuRadioGroup = BaseMenu.RadioGroup

export interface MenuContentProps extends ComponentProps<typeof BaseMenu.Popup> {
  side?: 'top' | 'right' | 'bottom' | 'left'
  align?: 'start' | 'center' | 'end'
}

export function MenuContent({ className, side = 'bottom', align = 'start', ...props }: MenuContentProps) {
  return (
    <BaseMenu.Portal>
      <BaseMenu.Positioner side={side} align={align} sideOffset={6} className="z-50">
        <BaseMenu.Popup
          className={cn(
            'min-w-44 origin-(--transform-origin) rounded-lg border border-border bg-popover p-1 text-foreground shadow-pop outline-none transition-[opacity,scale] duration-120 data-ending-style:scale-97 data-starting-style:scale-97 data-ending-style:opacity-0 data-starting-style:opacity-0',
            className,
          )}
          {...props}
        />
      </BaseMenu.Positioner>
    </BaseMenu.Portal>
  )
}

export function MenuItem({ className, isDestructive, ...props }: ComponentProps<typeof BaseMenu.Item> & { isDestructive?: boolean }) {
  return <BaseMenu.Item className={cn(itemClasses, isDestructive && 'text-danger [&_svg]:text-danger', className)} {...props} />
}

export function MenuLinkItem({ className, ...props }: ComponentProps<typeof BaseMenu.LinkItem>) {
  return <BaseMenu.LinkItem className={cn(itemClasses, className)} {...props} />
}

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof BaseMenu.RadioItem>) {
  return (
    <BaseMenu.RadioItem className={cn(itemClasses, className)} {...props}>
      {children}
      <BaseMenu.RadioItemIndicator className="ml-auto">
        <Check aria-hidden />
      </BaseMenu.RadioItemIndicator>
    </BaseMenu.RadioItem>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="px-2 pt-1.5 pb-1 text-2xs text-faint-foreground">{children}</div>
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-border" />
}
