import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { fileKinds } from '#lib/generation/file-kinds.ts'

/** What the library shows, as it stands in the address; `open` is the one looked at. A value nobody knows reads as none. */
export const librarySearchParsers = {
  q: parseAsString.withDefault(''),
  kind: parseAsStringLiteral(fileKinds),
  open: parseAsString,
}
export type LibrarySearch = Pick<inferParserType<typeof librarySearchParsers>, 'q' | 'kind'>

export const loadLibrarySearch = createLoader(librarySearchParsers)

export function isFiltered(search: LibrarySearch): boolean {
  return search.q.trim() !== '' || search.kind !== null
}
