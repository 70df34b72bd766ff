'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { PickerDialog, type PickerItem } from '#components/composer/picker-dialog.tsx'
import { factsFromLink, factsFromUpload, listFacts } from '#components/composer/reference-facts.ts'
import { itemsOf, pagedQuery } from '#components/shell/use-pages.ts'
import { useSettledValue } from '#components/ui/use-settled-value.ts'
import { kindOfField, type ListField, listNouns } from '#lib/generation/file-kinds.ts'
import { type ReferenceItem, referencePageSchema } from '#lib/generation/reference-view.ts'

const pageSize = 36

export interface LibraryPickerProps {
  kind: ListField
  onChoose: (chosen: readonly DraftReference[]) => void
  onClose: () => void
}

/** What was brought here before, found by its name or by the prompts it served. */
export default function LibraryPicker({ kind: list, onChoose, onClose }: LibraryPickerProps) {
  const kind = kindOfField[list]
  const { one, many } = listNouns[list]
  const [typed, setTyped] = useState('')
  const q = useSettledValue(typed.trim())
  const pages = useInfiniteQuery({
    ...pagedQuery({ name: 'references-to-choose', address: '/api/references', search: { kind, q }, pageSize, schema: referencePageSchema }),
    retry: false,
    gcTime: 0,
  })
  const entries = itemsOf(pages.data)
  const choose = (ids: readonly string[]) => {
    onChoose(ids.flatMap((id) => entries.filter((entry) => entry.id === id).map(toReference)))
    onClose()
  }
  return (
    <PickerDialog
      title={`From your library: ${many}`}
      description="What you brought here before. Choose as many as you like."
      searchLabel="Search names and prompts"
      q={typed}
      onSearch={setTyped}
      items={entries.map((entry) => toItem(entry, kind))}
      emptyWords={q === '' ? `No ${many} here yet. What you add to a request is kept for the next one.` : `No ${one} matches “${q}”.`}
      isFetching={pages.isFetching}
      onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      failure={pages.isError ? 'The library could not be read. Close this and try again.' : null}
      addWords={(count) => (count < 2 ? `Add ${one}` : `Add ${count} ${many}`)}
      isAdding={false}
      onAdd={choose}
      onClose={onClose}
    />
  )
}

function toReference({ upload, link }: ReferenceItem): DraftReference {
  if (upload) return factsFromUpload(upload)
  return link ? factsFromLink(link) : {}
}

function toItem(entry: ReferenceItem, kind: PickerItem['kind']): PickerItem {
  const prompt = entry.usedIn.find((use) => use.prompt)?.prompt
  const uses = entry.uses === 0 ? 'Not used yet' : entry.uses === 1 ? 'Used once' : `Used ${entry.uses} times`
  return {
    id: entry.id,
    kind,
    name: entry.name,
    facts: listFacts(toReference(entry)).join(' · '),
    note: prompt ? `${uses}: ${prompt}` : uses,
    picture: entry.upload?.thumbnailUrl ?? null,
  }
}
