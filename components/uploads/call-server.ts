import { z } from 'zod'
import { noteRefusal, pageAccount } from '#components/shell/page-account.ts'
import { shownToHeader } from '#lib/generation/shown-to.ts'

const errorSchema = z.object({ error: z.object({ message: z.string() }) })

export interface ServerAnswer {
  status: number
  /** Undefined when the answer is empty or not JSON. */
  json: unknown
}

export interface ServerCall {
  signal: AbortSignal
  json?: unknown
  body?: Blob | FormData
  /** 0 to 1 of this body, which `fetch` cannot tell. */
  onProgress?: (progress: number) => void
  /** Nothing is sent, and the answer takes long work. */
  isLongWork?: boolean
}

/** No answer came, or one that only says "not now": worth another try. */
export class BrokenConnection extends Error {}

/** A line on which nothing moves for this long is dead, whatever it says. */
const silentMs = 60_000
/** The server may have to look through a whole film before it answers. */
const answerMs = 10 * 60_000
const notNow = new Set([0, 429, 502, 503, 504])

/** One call with its progress. Throws BrokenConnection when it should be made again. */
export function callServer(
  method: string,
  address: string,
  { signal, json, body, onProgress, isLongWork = false }: ServerCall,
): Promise<ServerAnswer> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    const stop = () => call.abort()
    let timer = window.setTimeout(stop, isLongWork ? answerMs : silentMs)
    const wait = (ms: number) => {
      window.clearTimeout(timer)
      timer = window.setTimeout(stop, ms)
    }
    const settle = (act: () => void) => {
      window.clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      act()
    }
    const broken = () => settle(() => reject(new BrokenConnection()))
    signal.addEventListener('abort', stop, { once: true })
    call.upload.addEventListener('progress', (event) => {
      wait(silentMs)
      if (event.lengthComputable && event.total > 0) onProgress?.(event.loaded / event.total)
    })
    call.upload.addEventListener('load', () => wait(answerMs))
    call.addEventListener('abort', broken)
    call.addEventListener('error', broken)
    call.addEventListener('load', () => {
      const answer = { status: call.status, json: readJson(call.responseText) }
      noteRefusal(answer.status, answer.json)
      if (notNow.has(call.status)) broken()
      else settle(() => resolve(answer))
    })
    call.open(method, address)
    const account = pageAccount()
    if (account !== null) call.setRequestHeader(shownToHeader, account)
    if (json !== undefined) {
      call.setRequestHeader('content-type', 'application/json')
      call.send(JSON.stringify(json))
      return
    }
    if (body instanceof Blob) call.setRequestHeader('content-type', 'application/octet-stream')
    call.send(body ?? null)
  })
}

export function refusalOf({ status, json }: ServerAnswer): string {
  const refused = errorSchema.safeParse(json)
  return refused.success ? refused.data.error.message : `The server could not take the file (${status}).`
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
