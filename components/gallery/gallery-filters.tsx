'use client'

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { type GallerySearch, isFiltered } from '#components/gallery/gallery-search.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { SearchField } from '#components/ui/search-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { vendorIds } from '#lib/generation/request.ts'
import { taskStateLabels, taskStates } from '#lib/generation/task-state.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface GalleryFiltersProps {
  search: GallerySearch
  onChange: (change: Partial<GallerySearch>) => void
  onClear: () => void
  /** Stands at the end of the line. */
  children?: ReactNode
}

export function GalleryFilters({ search, onChange, onClear, children }: GalleryFiltersProps) {
  return (
    <search className="flex flex-wrap items-center gap-2 max-sm:w-full">
      <SearchField label="Search prompts" value={search.q} onValueChange={(q) => onChange({ q })} className="max-sm:w-full sm:w-60" />
      <Field label="Vendor" isLabelHidden className="w-36 max-sm:flex-1">
        <Select
          value={search.vendor ?? ''}
          onChange={(event) => onChange({ vendor: vendorIds.find((id) => id === event.target.value) ?? null })}
        >
          <option value="">All vendors</option>
          {vendorIds.map((id) => (
            <option key={id} value={id}>
              {vendors[id].name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="State" isLabelHidden className="w-36 max-sm:flex-1">
        <Select
          value={search.state ?? ''}
          onChange={(event) => onChange({ state: taskStates.find((state) => state === event.target.value) ?? null })}
        >
          <option value="">All states</option>
          {taskStates.map((state) => (
            <option key={state} value={state}>
              {taskStateLabels[state]}
            </option>
          ))}
        </Select>
      </Field>
      {isFiltered(search) && (
        <Button variant="ghost" size="icon" onClick={onClear}>
          <X aria-hidden />
          <span className="sr-only">Clear filters</span>
        </Button>
      )}
      {children}
    </search>
  )
}
