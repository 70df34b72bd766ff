'use client'

import type { ComponentProps } from 'react'
import { cn } from '#components/ui/cn.ts'
import { useFieldControl } from '#components/ui/field.tsx'

/**
 * Grows with its text up to a max-height given in `className`. Without kerning: with it, Chromium breaks one endless word (a pasted file) in a
 * time that grows with its square, 12 s for 100 KB.
 */
export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  const control = useFieldControl(props)
  return (
    <textarea
      className={cn('field-box field-sizing-content min-h-20 w-full resize-none px-2.5 py-2 text-base [font-kerning:none]', className)}
      {...props}
      {...control}
    />
  )
}
