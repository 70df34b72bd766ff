'use client'

import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { buttonClasses } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'

export const Dialog = BaseDialog.Root
export const DialogTrigger = BaseDialog.Trigger

export interface DialogContentProps extends Omit<ComponentProps<typeof BaseDialog.Popup>, 'title'> {
  title: ReactNode
  description?: ReactNode
}

export function DialogContent({ title, description, className, children, ...props }: DialogContentProps) {
  return (
    <BaseDialog.Portal>
      <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-black/55 transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0" />
      <BaseDialog.Popup
        className={cn(
          'fixed top-1/2 left-1/2 z-50 flex max-h-[calc(100dvh-2rem)] w-[min(30rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 flex-col gap-4 overflow-y-auto rounded-xl border border-border bg-popover p-5 text-foreground shadow-pop outline-none transition-[opacity,scale] duration-150 data-ending-style:scale-98 data-starting-style:scale-98 data-ending-style:opacity-0 data-starting-style:opacity-0',
          className,
        )}
        {...props}
      >
        <header className="flex items-start justify-between gap-4">
          <div className="flex flex-col gap-1">
            <BaseDialog.Title className="font-semibold text-lg">{title}</BaseDialog.Title>
            {description && <BaseDialog.Description className="text-muted-foreground text-sm">{description}</BaseDialog.Description>}
          </div>
          <BaseDialog.Close className={cn(buttonClasses({ variant: 'ghost', size: 'icon-sm' }), '-mt-1 -mr-1')}>
            <X aria-hidden />
            <span className="sr-only">Close</span>
          </BaseDialog.Close>
        </header>
        {children}
      </BaseDialog.Popup>
    </BaseDialog.Portal>
  )
}

export function DialogFooter({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('flex flex-wrap justify-end gap-2', className)} {...props} />
}
