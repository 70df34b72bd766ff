import { createLoader, type inferParserType, parseAsString, parseAsStringLiteral } from 'nuqs/server'
import { vendorIds } from '#lib/generation/request.ts'
import { taskStates } from '#lib/generation/task-state.ts'

/** What the gallery shows, as it stands in the address. A value nobody knows reads as none. */
export const gallerySearchParsers = {
  q: parseAsString.withDefault(''),
  vendor: parseAsStringLiteral(vendorIds),
  state: parseAsStringLiteral(taskStates),
}
export type GallerySearch = inferParserType<typeof gallerySearchParsers>

export const loadGallerySearch = createLoader(gallerySearchParsers)

export function isFiltered(search: GallerySearch): boolean {
  return search.q.trim() !== '' || search.vendor !== null || search.state !== null
}
