'use client'

import type { ComponentProps } from 'react'
import { useArrivalFocus } from '#components/shell/use-arrival-focus.ts'

/** The one h1 of a page; whoever comes from another page of the app goes on from here. */
export function PageTitle({ children, ...props }: ComponentProps<'h1'>) {
  useArrivalFocus()
  return (
    <h1 tabIndex={-1} {...props}>
      {children}
    </h1>
  )
}
