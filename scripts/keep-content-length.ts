import type { ServerResponse } from 'node:http'
import { lengthHeader } from '#lib/storage/serve-file.ts'

/** Lets an answer from storage say how long it is, although Next.js removes the header that says so. */
export function keepContentLength(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response)
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== lengthHeader) return setHeader(name, value)
    const length = Array.isArray(value) ? value[0] : value
    return length === undefined ? response : setHeader('content-length', length)
  }
}
