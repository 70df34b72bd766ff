import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { capitalized, entryOf } from './wording.ts'

/** A request names a file that its person has deleted, or never had. */
export function goneUploadIssue(path: ListField, index: number): Issue {
  const message = `${capitalized(entryOf(path, index))} is not in your library any more; add it again or remove it.`
  return { path, index, code: 'unknown_upload', message, severity: 'error' }
}
