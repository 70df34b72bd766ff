import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { Sandbox } from './sandbox.ts'

async function toRequest(incoming: IncomingMessage, origin: string, signal: AbortSignal): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk))
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers.set(name, String(value))
  const method = incoming.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(`${origin}${incoming.url ?? '/'}`, { method, headers, signal, body: hasBody ? Buffer.concat(chunks) : null })
}

async function answer(sandbox: Pick<Sandbox, 'fetch' | 'origin'>, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const gone = new AbortController()
  outgoing.on('close', () => gone.abort())
  try {
    const response = await sandbox.fetch(await toRequest(incoming, sandbox.origin, gone.signal))
    outgoing.writeHead(response.status, Object.fromEntries(response.headers))
    const promised = Number(response.headers.get('content-length') ?? 0)
    let sent = 0
    if (response.body)
      await pipeline(
        response.body,
        async function* count(chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            sent += chunk.byteLength
            yield chunk
          }
        },
        outgoing,
        { end: false },
      )
    // A file that a fault cut short ends as a broken connection does: the client waits for bytes that never come.
    if (response.body && sent < promised) incoming.socket.destroy()
    else outgoing.end()
  } catch {
    // A scripted fault, or the client is gone: either way the connection ends here without another word.
    incoming.socket.destroy()
  }
}

/** Serves a sandbox whose `origin` is where this server listens. */
export function serveSandbox(sandbox: Pick<Sandbox, 'fetch' | 'origin'>): Server {
  return createServer((incoming, outgoing) => void answer(sandbox, incoming, outgoing))
}
