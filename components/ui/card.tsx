import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export function Card({ className, ...props }: ComponentProps<'div'>) {
  return <div className={cn('rounded-xl border border-border bg-card', className)} {...props} />
}
