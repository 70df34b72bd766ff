import type { UploadSessionRow } from '#lib/data/upload-sessions.ts'
import { type UploadSessionView, uploadSessionViewSchema } from '#lib/generation/upload-session-view.ts'
import type { ServiceContext } from './context.ts'
import { type MeasuredContent, writeMeasured } from './measure-content.ts'

export const maxPartBytes = 8 * 1024 ** 2

export function viewUploadSession(row: UploadSessionRow): UploadSessionView {
  return uploadSessionViewSchema.parse({ id: row.id, receivedBytes: Number(row.receivedBytes), partBytes: maxPartBytes })
}

export const partsFolder = 'uploads/parts'

/** Named by what it holds: two sendings of the same stretch hold the same bytes, so either may replace the other. */
export function partKey(sessionId: string, part: { offset: number; bytes: number }): string {
  return `${partsFolder}/${sessionId}/${part.offset}-${part.bytes}`
}

export async function removeParts(context: ServiceContext, sessionId: string): Promise<void> {
  for await (const { key } of context.storage.list(`${partsFolder}/${sessionId}`)) await context.storage.remove(key)
}

/** Null when a part is missing: somebody else has finished or cancelled the same upload meanwhile. */
export async function assembleParts(context: ServiceContext, session: UploadSessionRow, file: string): Promise<MeasuredContent | null> {
  const chain = findChain(await listParts(context, session.id), Number(session.bytes))
  if (!chain) return null
  let isWhole = true
  async function* content() {
    for (const part of chain ?? []) {
      const source = await context.storage.read(partKey(session.id, part))
      if (source === null) {
        isWhole = false
        return
      }
      yield* source
    }
  }
  const written = await writeMeasured(content(), file)
  return isWhole ? written : null
}

interface Part {
  offset: number
  bytes: number
}

async function listParts(context: ServiceContext, sessionId: string): Promise<Part[]> {
  const parts: Part[] = []
  for await (const { key } of context.storage.list(`${partsFolder}/${sessionId}`)) {
    const match = /\/(\d+)-(\d+)$/.exec(key)
    if (match) parts.push({ offset: Number(match[1]), bytes: Number(match[2]) })
  }
  return parts
}

/** A sending that broke off leaves a short part, and its repetition a longer one beside it: any row of parts without a gap is the file. */
function findChain(parts: readonly Part[], bytes: number): Part[] | null {
  const chains = new Map<number, Part[]>([[0, []]])
  for (const part of parts.toSorted((a, b) => a.offset - b.offset)) {
    const before = chains.get(part.offset)
    const end = part.offset + part.bytes
    if (before && !chains.has(end)) chains.set(end, [...before, part])
  }
  return chains.get(bytes) ?? null
}
