import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'

export function Kbd({ className, ...props }: ComponentProps<'kbd'>) {
  return <kbd className={cn('rounded-sm border border-current/20 px-1 font-sans text-2xs opacity-70', className)} {...props} />
}
