import { BrokenConnection, callServer, refusalOf, type ServerAnswer } from '#components/uploads/call-server.ts'
import { hashFile } from '#components/uploads/hash-file.ts'
import { createResumeMemory } from '#components/uploads/resume-memory.ts'
import { sendFile } from '#components/uploads/send-file.ts'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'
import type { EditRequest } from '#lib/generation/upload-edit.ts'

/** What is being done, and how much of it; null where nobody knows. */
export interface EditStep {
  words: string
  share: number | null
}

export type EditOutcome = { ok: true; upload: UploadView } | { ok: false; message: string }

export interface EditJob {
  original: Pick<UploadView, 'id' | 'url' | 'name'>
  edit: EditRequest & { to: 'mp4' | 'mp3' | 'wav' }
  /** The file, where this page still has it. */
  file: Blob | null
  onStep: (step: EditStep) => void
  signal: AbortSignal
}

const cutShare = 0.8

/** Cuts or converts in the browser and brings the result; where the browser cannot, the server does it. Rejects only when stopped. */
export async function makeEdit({ original, edit, file, onStep, signal }: EditJob): Promise<EditOutcome> {
  const verb = edit.start === undefined && edit.end === undefined ? 'Converting' : 'Cutting'
  try {
    onStep({ words: `${verb}…`, share: 0 })
    // Heavy, and needed by few.
    const { cutInBrowser } = await import('./cut-in-browser.ts')
    const onProgress = (share: number) => onStep({ words: `${verb}…`, share: share * cutShare })
    const made = await cutInBrowser({ ...edit, source: file ?? original.url, onProgress, signal })
    signal.throwIfAborted()
    if (made) return await bring(made, { original, edit, onStep, signal })
    onStep({ words: `${verb} on the server…`, share: null })
    return await tell(original.id, edit, signal)
  } catch (error) {
    if (signal.aborted || !(error instanceof BrokenConnection)) throw error
    return { ok: false, message: 'The connection broke. The original is as it was; try again.' }
  }
}

async function bring(made: Blob, { original, edit, onStep, signal }: Omit<EditJob, 'file'>): Promise<EditOutcome> {
  const file = new File([made], `${original.name.replace(/\.[a-z0-9]{1,5}$/i, '')}.${edit.to}`, { type: made.type })
  const onProgress = (share: number) => onStep({ words: 'Sending…', share: cutShare + share * (1 - cutShare) })
  const sha256 = await hashFile(file, () => {}, signal)
  const sent = await sendFile({ file, sha256, signal, memory: createResumeMemory(), onProgress, onArrived: () => onProgress(1) })
  return sent.ok ? await tell(original.id, { ...edit, made: sent.upload.id }, signal) : sent
}

async function tell(originalId: string, json: EditRequest & { made?: string }, signal: AbortSignal): Promise<EditOutcome> {
  return readUpload(await callServer('POST', `/api/uploads/${originalId}/edit`, { signal, json }))
}

/** The file at an address becomes one's own: only such a one can be cut. Rejects only when stopped. */
export async function bringLink(url: string, signal: AbortSignal): Promise<EditOutcome> {
  try {
    return readUpload(await callServer('POST', '/api/links/bring', { signal, json: { url }, isLongWork: true }))
  } catch (error) {
    if (signal.aborted || !(error instanceof BrokenConnection)) throw error
    return { ok: false, message: 'The connection broke before the file was here. Try again.' }
  }
}

/** One's own upload as the server knows it. */
export async function findUpload(id: string, signal: AbortSignal): Promise<EditOutcome> {
  const answer = await callServer('GET', `/api/uploads/${id}`, { signal }).catch(() => null)
  if (answer === null) return { ok: false, message: 'The server did not answer. Try again.' }
  return answer.status === 404 ? { ok: false, message: 'This file is not there any more; add it again.' } : readUpload(answer)
}

function readUpload(answer: ServerAnswer): EditOutcome {
  const upload = uploadViewSchema.safeParse(answer.json)
  return upload.success ? { ok: true, upload: upload.data } : { ok: false, message: refusalOf(answer) }
}
