import { countLinksChecked, findLinkedFileByUrl, type LinkedFileRow, saveLinkedFile } from '#lib/data/linked-files.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type LinkedFileView, linkedFileViewSchema, linkProblems } from '#lib/generation/linked-file.ts'
import type { ServiceContext } from './context.ts'
import { measureLink } from './measure-link.ts'

export type ProbeLinkResult = { ok: true; link: LinkedFileView } | { ok: false; code: 'invalid' | 'too_many_requests'; message: string }

/** A file that was found is not looked at again for this long; one that was not, sooner: whoever mends it tries again. */
const knownForMs = { found: 10 * 60_000, problem: 30_000 }
/** As long as a reference of a request may be. */
const maxUrlLength = 4_096
const perMinute = 30
const atOnce = 4

/** What each person waits for now, by address, so that a second question about the same file joins the first. */
const underWay = new WeakMap<ServiceContext, Map<string, Map<string, Promise<LinkedFileRow>>>>()

/** What lies at an address that a person named: looked at now, unless that was done a moment ago. */
export async function probeLink(context: ServiceContext, viewer: UserViewer, given: string): Promise<ProbeLinkResult> {
  const url = readAddress(given)
  if (url === null) return { ok: false, code: 'invalid', message: linkProblems.bad_address }
  const { client } = context.database
  const now = context.clock()
  const known = await findLinkedFileByUrl(viewer, client, url)
  if (known && now.getTime() - known.checkedAt.getTime() < knownForMs[known.problem === null ? 'found' : 'problem'])
    return { ok: true, link: viewLink(known) }
  const recent = await countLinksChecked(viewer, client, new Date(now.getTime() - 60_000))
  // Nothing is waited for between here and `looks.set`, so no other call of this person slips in.
  const looks = looksOf(context, viewer)
  const joined = looks.get(url)
  if (joined) return { ok: true, link: viewLink(await joined) }
  if (looks.size >= atOnce || recent + looks.size >= perMinute)
    return { ok: false, code: 'too_many_requests', message: 'These are many addresses at once. Wait a moment and try again.' }
  const look = measureLink(context, url).then((findings) => saveLinkedFile(viewer, client, url, findings, context.clock()))
  looks.set(url, look)
  try {
    return { ok: true, link: viewLink(await look) }
  } finally {
    looks.delete(url)
  }
}

export function viewLink(row: LinkedFileRow): LinkedFileView {
  return linkedFileViewSchema.parse({
    ...row,
    name: nameOf(row.url),
    bytes: row.bytes === null ? null : Number(row.bytes),
    problem: row.problem && { code: row.problem, message: linkProblems[row.problem] },
    checkedAt: row.checkedAt.toISOString(),
  })
}

/** The address as it was given, or null when nothing could ever be fetched there. One with a password in it is not kept anywhere. */
export function readAddress(given: string): string | null {
  const url = given.trim()
  if (url.length > maxUrlLength || url.includes('\u0000') || !url.isWellFormed() || !URL.canParse(url)) return null
  const { protocol, username, password, hostname } = new URL(url)
  if ((protocol !== 'http:' && protocol !== 'https:') || hostname === '') return null
  return username === '' && password === '' ? url : null
}

export function nameOf(url: string): string {
  const { pathname, hostname } = new URL(url)
  const last = pathname.split('/').findLast((part) => part !== '')
  if (last === undefined) return hostname
  try {
    return decodeURIComponent(last).slice(0, 200).toWellFormed()
  } catch {
    // A stray % is part of the name.
    return last.slice(0, 200)
  }
}

function looksOf(context: ServiceContext, viewer: UserViewer): Map<string, Promise<LinkedFileRow>> {
  const people = underWay.get(context) ?? new Map<string, Map<string, Promise<LinkedFileRow>>>()
  underWay.set(context, people)
  const looks = people.get(viewer.userId) ?? new Map<string, Promise<LinkedFileRow>>()
  people.set(viewer.userId, looks)
  return looks
}
