import { findLinkedFilesByUrl, type LinkedFileRow } from '#lib/data/linked-files.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { kindInWords, kindOfField, type ListField, listFields } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { isCertainProblem, linkProblems } from '#lib/generation/linked-file.ts'
import { hasPrivateHost } from '#lib/generation/private-host.ts'
import type { GenerationRequest, Reference } from '#lib/generation/request.ts'
import type { ServiceContext } from './context.ts'

/** What lies at an address seldom changes within a day; whether its server answers does. */
const factsLastMs = 24 * 3_600_000
const problemsLastMs = 10 * 60_000

/**
 * Adds to each address what was found there when the person had it looked at. Nothing is fetched here: a check and a submit answer at once,
 * and of what nobody has looked at only a private address is known as one.
 */
export async function describeLinks(
  context: ServiceContext,
  viewer: UserViewer,
  request: GenerationRequest,
): Promise<{ request: GenerationRequest; issues: Issue[] }> {
  const urls = listFields.flatMap((field) =>
    (request[field] ?? []).flatMap((reference) => ('url' in reference ? [reference.url.trim()] : [])),
  )
  const now = context.clock().getTime()
  const rows = await findLinkedFilesByUrl(viewer, context.database.client, urls)
  const known = new Map(rows.filter((row) => isFresh(row, now)).map((row) => [row.url, row]))
  const described = { ...request }
  const issues: Issue[] = []
  for (const field of listFields) {
    described[field] = request[field]?.map((reference, index): Reference => {
      const row = 'url' in reference ? known.get(reference.url.trim()) : undefined
      if ('url' in reference) issues.push(...issuesOf({ path: field, index }, reference.url, row, context.env.ALLOWED_PRIVATE_HOSTS))
      if (!row) return reference
      // What whoever asks knows of the file goes before what we saw of it.
      return {
        ...(row.width !== null && { width: row.width }),
        ...(row.height !== null && { height: row.height }),
        ...(row.duration !== null && row.duration > 0 && { duration: row.duration }),
        ...reference,
      }
    })
    if (described[field] === undefined) delete described[field]
  }
  return { request: described, issues }
}

function isFresh(row: LinkedFileRow, now: number): boolean {
  return now - row.checkedAt.getTime() < (row.problem === null ? factsLastMs : problemsLastMs)
}

function issuesOf(
  place: { path: ListField; index: number },
  url: string,
  row: LinkedFileRow | undefined,
  allowedHosts: readonly string[],
): Issue[] {
  const problem = hasPrivateHost(url, allowedHosts) ? 'private_address' : row?.problem
  if (problem) {
    const message = linkProblems[problem]
    return [{ ...place, code: 'unreachable', message, severity: isCertainProblem(message) ? 'error' : 'warning' }]
  }
  if (!row) return []
  const wanted = kindOfField[place.path]
  if (row.kind === null || row.kind === wanted) return []
  const message = `The file at this address is ${kindInWords[row.kind]}, not ${kindInWords[wanted]}.`
  return [{ ...place, code: 'invalid_type', message, severity: 'error' }]
}
