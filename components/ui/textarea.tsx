'use client'

import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { useFieldControl } from '#components/ui/field.tsx'

/** Grows with its text up to a max-height given in `className`. */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  const control = useFieldControl(props)
  return (
    <textarea
      className={cn('field-box field-sizing-content min-h-20 w-full resize-none px-2.5 py-2 text-base', className)}
      {...props}
      {...control}
    />
  )
}
