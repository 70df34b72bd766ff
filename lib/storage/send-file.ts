import fs from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'

/**
 * A route's answer may name a file of this disk instead of carrying its bytes: the server script takes the header off and sends the file by
 * itself. Through Next.js each chunk would pass two kinds of streams, at a quarter of the pace.
 */
export const sendHeader = 'x-dailies-send'

const orderSchema = z.object({ path: z.string(), start: z.int().nonnegative(), bytes: z.int().nonnegative() })
export type SendOrder = z.infer<typeof orderSchema>

/** Pages and routes have their own copy of this file; the process is what they share with the server script. */
const flag = Symbol.for('dailies.sendsFiles')

/** Said once by a server script that calls `sendFiles` for every answer. */
export function announceSendingFiles(): void {
  Object.assign(globalThis, { [flag]: true })
}

export function areFilesSent(): boolean {
  return flag in globalThis
}

export function toSendHeader(order: SendOrder): string {
  return encodeURIComponent(JSON.stringify(order))
}

/** Large enough that a file is few calls, small enough for hundreds of slow viewers. */
const chunkBytes = 256 * 1024
const mostKept = 16
/** Buffers between two answers: making them anew would be work for the garbage collector only. */
const kept: Buffer[] = []

/** Lets this answer be a file if its headers name one. */
export function sendFiles(response: ServerResponse): void {
  const setHeader = response.setHeader.bind(response)
  const end = response.end.bind(response)
  let order: SendOrder | null = null
  response.setHeader = (name, value) => {
    if (name.toLowerCase() !== sendHeader) return setHeader(name, value)
    order = orderSchema.parse(JSON.parse(decodeURIComponent(String(value))))
    return response
  }
  const endOrSend = (...parts: unknown[]) => {
    if (order === null) return Reflect.apply(end, response, parts)
    const accepted = order
    order = null
    send(accepted, response).then(
      () => end(),
      // The head has been promised: only a broken connection tells that the rest will not come.
      () => response.destroy(),
    )
    return response
  }
  response.end = endOrSend as typeof response.end
}

async function send(order: SendOrder, response: ServerResponse): Promise<void> {
  await using file = await fs.open(order.path)
  const buffer = kept.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
  let position = order.start
  const endAt = order.start + order.bytes
  while (position < endAt && !response.destroyed) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(buffer.length, endAt - position), position)
    if (bytesRead === 0) throw new Error('the file is shorter than it was')
    position += bytesRead
    await write(response, buffer.subarray(0, bytesRead))
  }
  // Only now nobody reads from it; after a failure a write may still be under way.
  if (kept.length < mostKept) kept.push(buffer)
}

/** Resolves when the bytes have been handed to the system, or the viewer has left. */
function write(response: ServerResponse, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(new Error('the viewer has left'))
    response.once('close', leave)
    response.write(chunk, (error) => {
      response.off('close', leave)
      if (error) reject(error)
      else resolve()
    })
  })
}
