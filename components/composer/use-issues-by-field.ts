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
  let isChanged = false
  for (const [path, found] of Map.groupBy(issues, (issue) => issue.path)) {
    const known = before.get(path)
    const isSame = known !== undefined && JSON.stringify(known) === JSON.stringify(found)
    if (!isSame) isChanged = true
    byField.set(path, isSame ? known : found)
  }
  return isChanged || byField.size !== before.size ? byField : before
}
