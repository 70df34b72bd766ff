import { z } from 'zod'
import { type UploadView, uploadViewSchema } from '#lib/generation/task-view.ts'

const errorSchema = z.object({ error: z.object({ message: z.string() }) })

export type UploadOutcome = { ok: true; upload: UploadView } | { ok: false; message: string }

/** Sends one file with its progress, which `fetch` cannot tell. Resolves to null when it was stopped. */
export function uploadFile(file: File, onProgress: (progress: number) => void, signal: AbortSignal): Promise<UploadOutcome | null> {
  return new Promise((resolve) => {
    const call = new XMLHttpRequest()
    const stop = () => call.abort()
    const finish = (outcome: UploadOutcome | null) => {
      signal.removeEventListener('abort', stop)
      resolve(outcome)
    }
    signal.addEventListener('abort', stop, { once: true })
    call.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total)
    })
    call.addEventListener('abort', () => finish(null))
    call.addEventListener('error', () => finish({ ok: false, message: 'The connection broke. Nothing was kept.' }))
    call.addEventListener('load', () => finish(readAnswer(call.status, call.responseText)))
    const body = new FormData()
    body.set('file', file)
    call.open('POST', '/api/uploads')
    call.send(body)
  })
}

function readAnswer(status: number, text: string): UploadOutcome {
  let answer: unknown
  try {
    answer = JSON.parse(text)
  } catch {
    return { ok: false, message: `The server could not take the file (${status}).` }
  }
  const upload = uploadViewSchema.safeParse(answer)
  if (upload.success) return { ok: true, upload: upload.data }
  const refused = errorSchema.safeParse(answer)
  return { ok: false, message: refused.success ? refused.data.error.message : `The server could not take the file (${status}).` }
}
