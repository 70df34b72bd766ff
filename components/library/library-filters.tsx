'use client'

import type { LibrarySearch } from '#components/library/library-search.ts'
import { kindLabels } from '#components/library/reference-words.ts'
import { SearchField } from '#components/ui/search-field.tsx'
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
      <SearchField
        label="Search names and prompts"
        value={search.q}
        onValueChange={(q) => onChange({ q })}
        hasClear
        className="max-sm:w-full sm:w-64"
      />
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
