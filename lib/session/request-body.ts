import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'

interface Call {
  /** Null once it is answered: a timer that was set meanwhile must not keep it. */
  message: IncomingMessage | null
}

/** Pages and routes have their own copy of this file; the process is what they share with the server script. */
const key = Symbol.for('dailies.calls')

function calls(): AsyncLocalStorage<Call> {
  const shared = globalThis as { [key]?: AsyncLocalStorage<Call> }
  shared[key] ??= new AsyncLocalStorage()
  return shared[key]
}

/** Lets a route that answers this call read the body as it comes from the connection. */
export function offerBody(message: IncomingMessage, response: ServerResponse, answer: () => void): void {
  const call: Call = { message }
  response.once('close', () => {
    call.message = null
  })
  calls().run(call, answer)
}

/**
 * The body of a request, to be read once. On its way through Next.js each chunk is copied twice and more, and what is copied makes the
 * garbage collector walk the whole server; so it is taken from the connection where a server script offers that. When the connection
 * breaks, what had come and was not read yet is lost with it.
 */
export function bodyOf(request: Request): Readable | null {
  const message = calls().getStore()?.message
  const isSame = message?.method === request.method && message.url?.split('?', 1)[0] === new URL(request.url).pathname
  if (message && isSame && !message.readableDidRead && !message.destroyed) return readFrom(message)
  return request.body && Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
}

/** Whoever reads no further leaves the connection whole: the answer says why, and what still comes is let go by. */
function readFrom(message: IncomingMessage): Readable {
  const push = (chunk: Buffer) => {
    if (!body.push(chunk)) message.pause()
  }
  const end = () => body.push(null)
  const breakOff = () => {
    if (!message.readableEnded) body.destroy(new Error('the connection broke off'))
  }
  let isBegun = false
  const body = new Readable({
    read() {
      if (isBegun) return void message.resume()
      isBegun = true
      message.on('data', push).once('end', end).once('error', breakOff).once('close', breakOff)
      if (message.destroyed) breakOff()
    },
    destroy(error, done) {
      message.off('data', push).off('end', end).off('close', breakOff)
      if (isBegun) message.resume()
      done(error)
    },
  })
  return body
}
