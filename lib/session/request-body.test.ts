import { once } from 'node:events'
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { bodyOf, offerBody } from './request-body.ts'

type Answer = (body: Readable, response: ServerResponse) => Promise<void>
let answer: Answer = async () => {}
const ports = new Set<number | undefined>()

/** As Next.js makes a request of a call. */
function requestOf(message: IncomingMessage): Request {
  const init = { method: message.method ?? '', body: message, duplex: 'half' }
  return new Request(`http://127.0.0.1${message.url}`, init as unknown as RequestInit)
}

const server = createServer((message, response) => {
  ports.add(message.socket.remotePort)
  const request = requestOf(message)
  offerBody(message, response, async () => {
    // Next.js has waited for a few things before a route begins.
    await new Promise(setImmediate)
    const body = bodyOf(request)
    if (!body) throw new Error('it has a body')
    await answer(body, response)
  })
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const agent = new Agent({ keepAlive: true, maxSockets: 1 })
afterAll(async () => {
  agent.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function call(method = 'POST') {
  return sendRequest({ agent, method, port: (server.address() as AddressInfo).port, path: '/api/uploads?offset=0' })
}

async function answerTo(sending: ReturnType<typeof call>): Promise<string> {
  const [response] = (await once(sending, 'response')) as [IncomingMessage]
  return text(response)
}

const large = Buffer.alloc(3_000_000, 'not all of it at once ')

test('comes from the connection as it was sent', async () => {
  let got: Buffer | null = null
  answer = async (body, response) => {
    got = await buffer(body)
    response.end('thank you')
  }
  const sending = call()
  sending.end(large)
  expect(await answerTo(sending)).toBe('thank you')
  expect(large.equals(got ?? Buffer.alloc(0))).toBe(true)
})

test('may be left unread in the middle: the answer arrives, and the connection goes on', async () => {
  ports.clear()
  answer = async (body, response) => {
    for await (const chunk of body) if (chunk.length > 0) break
    response.end('too much')
  }
  for (let time = 0; time < 2; time++) {
    const sending = call('PATCH')
    sending.end(large)
    expect(await answerTo(sending)).toBe('too much')
  }
  expect(ports.size).toBe(1)
})

test('that breaks off says so', async () => {
  const failed = Promise.withResolvers<unknown>()
  answer = async (body) => {
    const reading = buffer(body)
    sending.destroy()
    failed.resolve(await reading.catch((error: unknown) => error))
  }
  const sending = call().on('error', () => {})
  sending.setHeader('content-length', large.length)
  sending.write(large.subarray(0, 1000))
  expect(String(await failed.promise)).toContain('broke off')
})

test('comes from the request where no server script offers it', async () => {
  const body = bodyOf(new Request('http://127.0.0.1/api/uploads', { method: 'POST', body: 'as it is' }))
  expect(body && (await text(body))).toBe('as it is')
  expect(bodyOf(new Request('http://127.0.0.1/api/uploads', { method: 'POST' }))).toBeNull()
})
