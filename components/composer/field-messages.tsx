import type { ReactNode } from 'react'
import type { FieldName } from '#components/composer/field-labels.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import type { Fix, Issue } from '#lib/generation/issue.ts'

/** What stands beside a field, ready for `Field`. */
export interface FieldMessages {
  error: ReactNode
  warning: ReactNode
}

const nothing: FieldMessages = { error: null, warning: null }

/** The messages of every field, made once for as long as they hold. */
export function listMessages(
  byField: ReadonlyMap<string, readonly Issue[]>,
  onFix: (fix: Fix) => void,
): (field: FieldName) => FieldMessages {
  const messages = new Map<string, FieldMessages>()
  for (const [path, issues] of byField) {
    const errors = issues.filter((issue) => issue.severity === 'error')
    const warnings = issues.filter((issue) => issue.severity === 'warning')
    messages.set(path, {
      error: errors.length > 0 ? <IssueList issues={errors} onFix={onFix} /> : null,
      warning: warnings.length > 0 ? <IssueList issues={warnings} onFix={onFix} /> : null,
    })
  }
  return (field) => messages.get(field) ?? nothing
}
