import type { Draft } from '#components/composer/draft.ts'
import type { Issue } from '#lib/generation/issue.ts'

/** What an untouched form lacks is no mistake yet; whatever was entered wrongly is, at once. */
export function visibleIssues(issues: readonly Issue[], touched: ReadonlySet<string>, hasTriedToSubmit: boolean): Issue[] {
  if (hasTriedToSubmit) return [...issues]
  return issues.filter((issue) => !isMissing(issue) || touched.has(issue.path))
}

/** Nothing was entered wrongly: something is still to be entered. */
export function isMissing(issue: Issue): boolean {
  return issue.code === 'required' || issue.code === 'needs_companion'
}

/** The server repeats what the rules here say; only its own findings add anything, and where it is stricter its word stands. */
export function joinIssues(here: readonly Issue[], server: readonly Issue[]): Issue[] {
  const isSame = (one: Issue, other: Issue) => one.path === other.path && one.index === other.index && one.message === other.message
  const stricter = server.filter((issue) => issue.severity === 'error')
  const own = server.filter((issue) => !here.some((known) => isSame(known, issue) && known.severity === issue.severity))
  return [...here.filter((known) => known.severity === 'error' || !stricter.some((issue) => isSame(known, issue))), ...own]
}

/** The draft's fields that differ: a server's message about one of them no longer holds. */
export function changedFields(before: Draft, after: Draft): Set<string> {
  const keys = Object.keys(after) as (keyof Draft)[]
  const changed = new Set<string>(keys.filter((key) => before[key] !== after[key]))
  if (changed.has('pendingImages')) changed.add('images')
  if (changed.has('pendingVideos')) changed.add('videos')
  if (changed.has('pendingAudios')) changed.add('audios')
  return changed
}
