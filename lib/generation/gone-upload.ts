import type { ListField } from './file-kinds.ts'
import type { Issue } from './issue.ts'

/** A request names a file that its person has deleted, or never had. */
export function goneUploadIssue(path: ListField, index: number): Issue {
  return {
    path,
    index,
    code: 'unknown_upload',
    message: 'This file is not in your library any more; add it again or remove it.',
    severity: 'error',
  }
}
