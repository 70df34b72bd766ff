import { findLinkedFilesByUrl, type LinkedFileRow } from '#lib/data/linked-files.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { kindInWords, kindOfField, type ListField, listFields } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { type LinkProblemCode, linkProblems } from '#lib/generation/linked-file.ts'
import type { GenerationRequest, Reference } from '#lib/generation/request.ts'
import type { ServiceContext } from './context.ts'
import type { Connection } from './resolve-connection.ts'

/** What lies at an address seldom changes within a day; whether its server answers does. */
const factsLastMs = 24 * 3_600_000
const problemsLastMs = 10 * 60_000

/** Nobody makes a film of these. Of the others a vendor may think otherwise: it asks from another place, under another name. */
const certain: ReadonlySet<LinkProblemCode> = new Set(['web_page', 'not_media', 'empty'])

/**
 * Adds to each address what was found there when the person had it looked at. Nothing is fetched here: a check and a submit answer at once,
 * and what nobody has looked at stays unknown.
 */
export async function describeLinks(
  context: ServiceContext,
  viewer: UserViewer,
  request: GenerationRequest,
): Promise<{ request: GenerationRequest; issuesFor(connection: Connection): Issue[] }> {
  const urls = listFields.flatMap((field) =>
    (request[field] ?? []).flatMap((reference) => ('url' in reference ? [reference.url.trim()] : [])),
  )
  const now = context.clock().getTime()
  const rows = await findLinkedFilesByUrl(viewer, context.database.client, urls)
  const known = new Map(rows.filter((row) => isFresh(row, now)).map((row) => [row.url, row]))
  const described = { ...request }
  const found: { place: { path: ListField; index: number }; row: LinkedFileRow }[] = []
  for (const field of listFields) {
    described[field] = request[field]?.map((reference, index): Reference => {
      const row = 'url' in reference ? known.get(reference.url.trim()) : undefined
      if (!row) return reference
      found.push({ place: { path: field, index }, row })
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
  return { request: described, issuesFor: (connection) => found.flatMap(({ place, row }) => issuesOf(place, row, connection)) }
}

function isFresh(row: LinkedFileRow, now: number): boolean {
  return now - row.checkedAt.getTime() < (row.problem === null ? factsLastMs : problemsLastMs)
}

function issuesOf(place: { path: ListField; index: number }, row: LinkedFileRow, connection: Connection): Issue[] {
  if (row.problem !== null) {
    const isCertain = certain.has(row.problem) || (row.problem === 'private_address' && connection.state === 'live')
    return [{ ...place, code: 'unreachable', message: linkProblems[row.problem], severity: isCertain ? 'error' : 'warning' }]
  }
  const wanted = kindOfField[place.path]
  if (row.kind === null || row.kind === wanted) return []
  const message = `The file at this address is ${kindInWords[row.kind]}, not ${kindInWords[wanted]}.`
  return [{ ...place, code: 'invalid_type', message, severity: 'error' }]
}
