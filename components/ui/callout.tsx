import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

const tones = {
  info: { icon: Info, classes: 'border-border bg-hover text-muted-foreground', iconClasses: 'text-accent' },
  success: { icon: CircleCheck, classes: 'border-success/25 bg-success-soft', iconClasses: 'text-success' },
  warning: { icon: TriangleAlert, classes: 'border-warning/25 bg-warning-soft', iconClasses: 'text-warning' },
  danger: { icon: CircleAlert, classes: 'border-danger/25 bg-danger-soft', iconClasses: 'text-danger' },
} as const

export interface CalloutProps {
  tone?: keyof typeof tones
  title?: ReactNode
  /** Set `alert` where the callout answers something the person just did. */
  role?: 'alert' | 'status'
  className?: string
  children?: ReactNode
}

export function Callout({ tone = 'info', title, role, className, children }: CalloutProps) {
  const { icon: Icon, classes, iconClasses } = tones[tone]
  return (
    <div role={role} className={cn('flex gap-2.5 rounded-lg border px-3 py-2.5 text-sm', classes, className)}>
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', iconClasses)} />
      <div className="flex min-w-0 flex-col gap-0.5">
        {title && <p className="font-medium text-foreground">{title}</p>}
        {children}
      </div>
    </div>
  )
}
