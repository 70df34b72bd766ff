'use client'

import { useRef } from 'react'
import type { Issue } from '#lib/generation/issue.ts'

type IssuesByField = ReadonlyMap<string, readonly Issue[]>

/** The issues of each field, as the same list while they are the same: what did not change need not be drawn at every letter. */
export function useIssuesByField(issues: readonly Issue[]): IssuesByField {
  const latest = useRef<{ issues: readonly Issue[]; byField: IssuesByField }>({ issues: [], byField: new Map() })
  if (latest.current.issues !== issues) latest.current = { issues, byField: groupByField(issues, latest.current.byField) }
  return latest.current.byField
}

export function groupByField(issues: readonly Issue[], before: IssuesByField): IssuesByField {
  const byField = new Map<string, readonly Issue[]>()
  for (const [path, found] of Map.groupBy(issues, (issue) => issue.path)) {
    const known = before.get(path)
    byField.set(path, known && JSON.stringify(known) === JSON.stringify(found) ? known : found)
  }
  return byField
}
