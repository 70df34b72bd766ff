import { open } from 'node:fs/promises'
import path from 'node:path'
import { type LinkFindings, noFindings } from '#lib/data/linked-files.ts'
import type { LinkProblemCode } from '#lib/generation/linked-file.ts'
import type { MediaFacts } from '#lib/media/media.ts'
import { openRangedFile, type RangedFile, type RangeRefusal } from '#lib/transport/read-ranges.ts'
import { isCertificateError } from '#lib/transport/safe-fetch.ts'
import type { ServiceContext } from './context.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'

const headBytes = 256 * 1024
/** A part is fetched with some of what follows it: the next question is usually about that. */
const partBytes = 128 * 1024
/** The bounds of one look: all its ranges together, and how many. */
const maxFetchedBytes = 12 * 1024 ** 2
const maxRanges = 12
const maxFileBytes = 8 * 1024 ** 3

export interface MeasureLimits {
  /** From the first byte sent to the last one read. */
  totalMs: number
  /** Until the server has answered with the beginning of the file. */
  openMs: number
}

const usualLimits: MeasureLimits = { totalMs: 20_000, openMs: 8_000 }

/** Finds out what lies at an address without fetching all of it: the beginning, then the stretches that tell the rest. */
export async function measureLink(context: ServiceContext, url: string, limits = usualLimits): Promise<LinkFindings> {
  const deadline = performance.now() + limits.totalMs
  const bounds = { headBytes, maxWholeBytes: maxFetchedBytes, timeoutMs: limits.openMs, maxRedirects: 5 }
  const opened = await openRangedFile(context.safeFetch, url, bounds)
  if (!opened.ok) return { ...noFindings, problem: problemOf(opened) }
  const { file } = opened
  return { ...noFindings, bytes: file.sizeBytes, ...(await readFacts(context, file, deadline)) }
}

async function readFacts(
  context: ServiceContext,
  file: RangedFile,
  deadline: number,
): Promise<{ problem: LinkProblemCode } | (MediaFacts & { problem: null })> {
  if (file.head.length === 0) return { problem: 'empty' }
  if (isWebPage(file)) return { problem: 'web_page' }
  if ((file.sizeBytes ?? 0) > maxFileBytes) return { problem: 'too_large' }
  const remote = { ...file, sizeBytes: file.sizeBytes ?? file.head.length }
  const isCut = file.sizeBytes === null
  const result = await withTemporaryDirectory(context, 'link', (directory) =>
    probeInParts(context, remote, path.join(directory, 'parts'), deadline),
  )
  if ('facts' in result) return { ...result.facts, problem: null }
  // Of a file whose end nobody knows, only its beginning was judged.
  return { problem: isCut && result.reason === 'damaged' ? 'not_measured' : result.reason }
}

/** Asks the media process what the file is, and fetches what it lacks, until it knows or a bound is reached. */
async function probeInParts(
  context: ServiceContext,
  file: RangedFile & { sizeBytes: number },
  filePath: string,
  deadline: number,
): Promise<{ facts: MediaFacts } | { reason: 'not_media' | 'damaged' | 'too_large' | 'not_measured' }> {
  const local = await open(filePath, 'wx')
  try {
    await local.write(file.head, 0, file.head.length, 0)
    let parts = [{ start: 0, end: file.head.length }]
    let fetchedBytes = file.head.length
    for (let ranges = 1; ; ranges++) {
      const result = await context.media.probeOutline({ filePath, sizeBytes: file.sizeBytes, parts })
      if (result.ok) return { facts: result.facts }
      if (result.reason !== 'needs') return { reason: result.reason }
      const short = result.soFar ? { facts: result.soFar } : ({ reason: 'not_measured' } as const)
      const end = Math.min(file.sizeBytes, Math.max(result.end, result.start + partBytes))
      const leftMs = Math.floor(deadline - performance.now())
      if (ranges === maxRanges || fetchedBytes + end - result.start > maxFetchedBytes || leftMs <= 0) return short
      const part = await file.read(result.start, end, leftMs)
      if (part === null) return short
      await local.write(part, 0, part.length, result.start)
      fetchedBytes += part.length
      parts = join([...parts, { start: result.start, end: result.start + part.length }])
    }
  } finally {
    await local.close()
  }
}

function join(parts: { start: number; end: number }[]): { start: number; end: number }[] {
  const joined: { start: number; end: number }[] = []
  for (const part of parts.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && part.start <= last.end) last.end = Math.max(last.end, part.end)
    else joined.push({ ...part })
  }
  return joined
}

function isWebPage(file: RangedFile): boolean {
  const text = Buffer.from(file.head.subarray(0, 512)).toString('latin1').trimStart().toLowerCase()
  return /^(<!doctype html|<html|<head|<body|<script)/.test(text) || (/^text\/html\b/i.test(file.contentType ?? '') && text.startsWith('<'))
}

export function problemOf(refusal: RangeRefusal): LinkProblemCode {
  if (refusal.kind === 'status') return statusProblem(refusal.status)
  switch (refusal.reason) {
    case 'address_refused':
      return 'private_address'
    case 'too_many_redirects':
      return 'too_many_redirects'
    case 'invalid_url':
      return refusal.redirects > 0 ? 'bad_redirect' : 'bad_address'
    case 'not_sent':
      if (isCertificateError(refusal.detail)) return 'certificate'
      return refusal.detail.includes('TIMEOUT') ? 'timed_out' : 'unreachable'
    case 'no_answer':
      return /timeout/i.test(refusal.detail) ? 'timed_out' : 'unreachable'
  }
}

function statusProblem(status: number): LinkProblemCode {
  if (status === 401 || status === 403 || status === 407) return 'needs_sign_in'
  if (status === 404 || status === 410) return 'not_found'
  if (status >= 300 && status < 400) return 'bad_redirect'
  return status === 429 || status >= 500 ? 'server_busy' : 'refused'
}
