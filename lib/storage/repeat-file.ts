import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import { repeatHeader, serveStoredFile } from './serve-file.ts'
import type { Storage } from './storage.ts'

const grantSchema = z.object({
  key: z.string(),
  options: z.object({
    contentType: z.string(),
    fileName: z.string().optional(),
    isDownload: z.boolean().optional(),
    cacheControl: z.string(),
    variesByPerson: z.boolean().optional(),
  }),
})
type Grant = z.infer<typeof grantSchema>

/** So long somebody whose rights ended in another process may still get what she has just been given. */
const grantedMs = 2_000
const mostGrants = 1_000
const asked = ['range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'sec-fetch-mode']

/** Nothing is held open for somebody who leaves: the file is opened when it is sent. */
const neverAborted = new AbortController().signal

export type FileRepeater = (request: IncomingMessage, response: ServerResponse, ask: () => void) => void

/**
 * A player asks for the parts of one film again and again. For a moment after a route has let somebody have a file, the same question
 * (address, cookie and key) is answered here with whatever part it names, without Next.js, session and database. Whatever may change
 * somebody's rights in this process is a request that is no GET, and ends all grants before it begins and when it is done.
 */
export function createFileRepeater(storage: Storage, now: () => number = Date.now): FileRepeater {
  const grants = new Map<string, Grant & { until: number }>()
  let changes = 0
  const forgetAll = () => {
    changes += 1
    grants.clear()
  }

  function keep(question: string, value: string) {
    const until = now() + grantedMs
    for (const [old, grant] of grants) if (grants.size >= mostGrants || grant.until <= now()) grants.delete(old)
    grants.set(question, { ...grantSchema.parse(JSON.parse(decodeURIComponent(value))), until })
  }

  return (request, response, ask) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      forgetAll()
      response.once('close', forgetAll)
      ask()
      return
    }
    const question = [request.url, request.headers.cookie, request.headers.authorization].join('\n')
    const askAndListen = () => {
      const before = changes
      const setHeader = response.setHeader.bind(response)
      response.setHeader = (name, value) => {
        if (name.toLowerCase() !== repeatHeader) return setHeader(name, value)
        // It was found out before a change that came meanwhile.
        if (changes === before) keep(question, String(value))
        return response
      }
      ask()
    }
    const grant = grants.get(question)
    if (!grant || grant.until <= now()) {
      askAndListen()
      return
    }
    answer(storage, grant, request, response).then(
      (isAnswered) => {
        if (!isAnswered) askAndListen()
      },
      () => (response.headersSent ? response.destroy() : askAndListen()),
    )
  }
}

/** False when the file is not there any more. */
async function answer(storage: Storage, { key, options }: Grant, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const headers = new Headers()
  for (const name of asked) {
    const value = request.headers[name]
    if (typeof value === 'string') headers.set(name, value)
  }
  const { method } = request
  const served = await serveStoredFile({ method: method ?? 'GET', headers, signal: neverAborted }, storage, key, options)
  if (served === null) return false
  response.statusCode = served.status
  for (const [name, value] of served.headers) response.setHeader(name, value)
  response.end()
  return true
}
