import { z } from 'zod'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'
import { BrokenConnection, callServer, refusalOf, type ServerAnswer } from './call-server.ts'
import type { ResumeMemory } from './resume-memory.ts'

/** Up to here a broken connection costs less than asking for a session. */
export const partsFromBytes = 5 * 1024 ** 2

const sessionSchema = z.object({ id: z.string(), receivedBytes: z.int(), partBytes: z.int().positive() })
type Session = z.infer<typeof sessionSchema>

export type SendOutcome = { ok: true; upload: UploadView; wasKnown: boolean } | { ok: false; message: string }

export interface SendJob {
  file: File
  sha256: string
  signal: AbortSignal
  memory: ResumeMemory
  /** 0 to 1 of the whole file. */
  onProgress: (progress: number) => void
  /** All bytes are there; the server looks at them. */
  onArrived: () => void
}

/** One try: asks whether the file is there already, then sends what the server lacks. Throws BrokenConnection when it may be tried again. */
export async function sendFile(job: SendJob): Promise<SendOutcome> {
  const known = await callServer('GET', `/api/uploads/known?sha256=${job.sha256}&bytes=${job.file.size}`, { signal: job.signal })
  if (known.status === 200) {
    job.memory.forget(contentOf(job))
    return readUpload(known, true)
  }
  return job.file.size < partsFromBytes ? await sendWhole(job) : await sendInParts(job)
}

/** What a session is remembered by. */
export function contentOf({ file, sha256 }: Pick<SendJob, 'file' | 'sha256'>): string {
  return `${sha256}.${file.size}`
}

async function sendWhole({ file, signal, onProgress, onArrived }: SendJob): Promise<SendOutcome> {
  const body = new FormData()
  body.set('file', file)
  const tell = (progress: number) => (progress < 1 ? onProgress(progress) : onArrived())
  return readUpload(await callServer('POST', '/api/uploads', { signal, body, onProgress: tell }), false)
}

async function sendInParts(job: SendJob): Promise<SendOutcome> {
  const { file, signal, memory, onProgress, onArrived } = job
  const content = contentOf(job)
  const opened = await openSession(job, content)
  if ('ok' in opened) return opened
  let session = opened
  memory.keep(content, session.id)
  while (session.receivedBytes < file.size) {
    const from = session.receivedBytes
    onProgress(from / file.size)
    const part = file.slice(from, Math.min(from + session.partBytes, file.size))
    const answer = await callServer('PATCH', `/api/uploads/sessions/${session.id}?offset=${from}`, {
      signal,
      body: part,
      onProgress: (progress) => onProgress((from + progress * part.size) / file.size),
    })
    const next = sessionSchema.safeParse(answer.json)
    // 409: another try of ours got further than we heard; its numbers say where to go on.
    if (!next.success) return lost(answer, memory, content)
    if (next.data.receivedBytes === from) throw new BrokenConnection()
    session = next.data
  }
  onArrived()
  const finished = await callServer('POST', `/api/uploads/sessions/${session.id}/finish`, { signal, isLongWork: true })
  if (finished.status === 404) return lost(finished, memory, content)
  memory.forget(content)
  return readUpload(finished, false)
}

/** The one that was begun, also before a reload of the page, else a new one. */
async function openSession({ file, signal, memory }: SendJob, content: string): Promise<Session | (SendOutcome & { ok: false })> {
  const begun = memory.find(content)
  if (begun !== null) {
    const found = sessionSchema.safeParse((await callServer('GET', `/api/uploads/sessions/${begun}`, { signal })).json)
    if (found.success) return found.data
    memory.forget(content)
  }
  const answer = await callServer('POST', '/api/uploads/sessions', { signal, json: { name: file.name, bytes: file.size } })
  const session = sessionSchema.safeParse(answer.json)
  return session.success ? session.data : refused(answer)
}

/** A session that is gone is begun anew; anything else is the server's last word. */
function lost(answer: ServerAnswer, memory: ResumeMemory, content: string): SendOutcome {
  memory.forget(content)
  if (answer.status === 404) throw new BrokenConnection()
  return refused(answer)
}

function readUpload(answer: ServerAnswer, wasKnown: boolean): SendOutcome {
  const upload = uploadViewSchema.safeParse(answer.json)
  return upload.success ? { ok: true, upload: upload.data, wasKnown: wasKnown || answer.status === 200 } : refused(answer)
}

function refused(answer: ServerAnswer): SendOutcome & { ok: false } {
  if (answer.status === 401) return { ok: false, message: 'You are signed out. Sign in in another tab, then try again.' }
  return { ok: false, message: refusalOf(answer) }
}
