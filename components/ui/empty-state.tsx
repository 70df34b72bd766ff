import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface EmptyStateProps {
  icon?: ReactNode
  title: string
  children?: ReactNode
  action?: ReactNode
  className?: string
}

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cn('flex flex-col items-center justify-center gap-3 px-6 py-16 text-center', className)}>
      {icon && (
        <div
          aria-hidden
          className="grid size-11 place-items-center rounded-xl border border-border bg-card text-muted-foreground [&_svg]:size-5 [&_svg]:stroke-[1.5]"
        >
          {icon}
        </div>
      )}
      <div className="flex max-w-sm flex-col gap-1">
        <p className="font-medium text-base">{title}</p>
        {children && <div className="text-muted-foreground text-sm">{children}</div>}
      </div>
      {action}
    </div>
  )
}
