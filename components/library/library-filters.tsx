'use client'

import { Search } from 'lucide-react'
import type { LibrarySearch } from '#components/library/library-search.ts'
import { kindLabels } from '#components/library/reference-words.ts'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { fileKinds } from '#lib/generation/file-kinds.ts'

export interface LibraryFiltersProps {
  search: LibrarySearch
  onChange: (change: Partial<LibrarySearch>) => void
}

const options = [{ value: 'all', label: 'All' }, ...fileKinds.map((kind) => ({ value: kind, label: kindLabels[kind] }))] as const

export function LibraryFilters({ search, onChange }: LibraryFiltersProps) {
  return (
    <search className="flex flex-wrap items-center gap-2 max-sm:w-full">
      <div className="relative max-sm:w-full sm:w-64">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 z-10 size-4 text-faint-foreground" />
        <Field label="Search names and prompts" isLabelHidden>
          <Input
            type="search"
            className="pl-8"
            placeholder="Search names and prompts"
            value={search.q}
            maxLength={200}
            onChange={(event) => onChange({ q: event.target.value })}
          />
        </Field>
      </div>
      <Segmented
        label="Kind"
        className="max-sm:w-full"
        value={search.kind ?? 'all'}
        onValueChange={(kind) => onChange({ kind: kind === 'all' ? null : kind })}
        options={options}
      />
    </search>
  )
}
