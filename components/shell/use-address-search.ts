'use client'

import { debounce, type Nullable, type UseQueryStatesKeysMap, useQueryStates, type Values } from 'nuqs'
import { useCallback } from 'react'
import { typingMs } from '#components/ui/use-settled-value.ts'

/** What narrows a list, as it stands in the address; words being typed get there once they stand still. */
export function useAddressSearch<Parsers extends UseQueryStatesKeysMap>(parsers: Parsers) {
  const [search, setSearch] = useQueryStates(parsers, { history: 'replace', clearOnDefault: true })
  const change = useCallback(
    (change: Partial<Nullable<Values<Parsers>>>) => void setSearch(change, 'q' in change ? { limitUrlUpdates: debounce(typingMs) } : {}),
    [setSearch],
  )
  return { search, change }
}
