'use client'

import { Search } from 'lucide-react'
import type { Ref } from 'react'
import { cn } from '#components/ui/cn.ts'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'

const maxLength = 200

export interface SearchFieldProps {
  /** Stands in the field until something is typed. */
  label: string
  value: string
  onValueChange: (value: string) => void
  /** The browser's own cross; not beside a button that clears the search. */
  hasClear?: boolean
  ref?: Ref<HTMLInputElement>
  className?: string
}

export function SearchField({ label, value, onValueChange, hasClear = false, ref, className }: SearchFieldProps) {
  return (
    <div className={cn('relative', className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 z-10 size-4 text-faint-foreground" />
      <Field label={label} isLabelHidden>
        <Input
          ref={ref}
          type="search"
          className={cn('pl-8', !hasClear && '[&::-webkit-search-cancel-button]:hidden')}
          placeholder={label}
          value={value}
          maxLength={maxLength}
          onChange={(event) => onValueChange(event.target.value)}
        />
      </Field>
    </div>
  )
}
