'use client'

import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { useFieldControl } from '#components/ui/field.tsx'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  const control = useFieldControl(props)
  return <input className={cn('field-box h-8 w-full min-w-0 px-2.5 text-sm', className)} {...props} {...control} />
}
