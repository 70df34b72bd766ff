import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createDrain, type Drain } from './drain-server.ts'

/** A server whose answers the test gives, and a client that keeps its connection. */
async function openServer() {
  const waiting: ServerResponse[] = []
  const server = createServer((_request, response) => waiting.push(response))
  const drain: Drain = createDrain(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  async function connect() {
    const socket = net.connect(port, '127.0.0.1')
    await once(socket, 'connect')
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk.toString()
    })
    socket.on('error', () => {})
    return {
      closed: once(socket, 'close'),
      /** Resolves when the server has the request. */
      async ask(): Promise<ServerResponse> {
        const asked = once(server, 'request')
        socket.write('GET / HTTP/1.1\r\nhost: dailies\r\n\r\n')
        await asked
        const response = waiting.pop()
        if (!response) throw new Error('no request came')
        return response
      },
      heard: (pattern: RegExp) => expect.poll(() => text).toMatch(pattern),
    }
  }
  return { server, drain, connect, port }
}

const patienceMs = 60_000

test('a server that stops tells the client whose answer is not there yet that it is the last one', async () => {
  const { drain, connect } = await openServer()
  const client = await connect()
  const response = await client.ask()
  const stopped = drain.stop(patienceMs)
  response.end('whole')
  await client.heard(/connection: close\r\n.*whole$/is)
  await client.closed
  await stopped
})

test('it lets an answer that has begun end, and waits for no further request of that connection', async () => {
  const { drain, connect } = await openServer()
  const client = await connect()
  const response = await client.ask()
  response.writeHead(200, { 'content-length': '5' })
  response.write('wh')
  await client.heard(/wh$/)
  const stopped = drain.stop(patienceMs)
  response.end('ole')
  await client.heard(/whole$/)
  await client.closed
  await stopped
})

test('it answers what comes by a connection that is still open, and closes it then', async () => {
  const { drain, connect } = await openServer()
  const client = await connect()
  const first = await client.ask()
  first.writeHead(200, { 'content-length': '3' })
  const stopped = drain.stop(patienceMs)
  // Pipelined behind an answer whose head is gone: the next one can say it.
  const second = await client.ask()
  first.end('one')
  second.end('two')
  await client.heard(/one.*connection: close\r\n.*two$/is)
  await client.closed
  await stopped
})

test('it cuts what is still in use when its patience ends, and keeps nobody who only waits', async () => {
  const { drain, connect, port } = await openServer()
  const [idle, busy] = [await connect(), await connect()]
  await busy.ask()
  await Promise.all([drain.stop(0), idle.closed, busy.closed])
  const refused = net.connect(port, '127.0.0.1')
  const [error] = await once(refused, 'error')
  expect(error).toMatchObject({ code: 'ECONNREFUSED' })
})

test('it keeps an unused connection for longer than a proxy would', async () => {
  const { server, drain } = await openServer()
  expect(server.keepAliveTimeout).toBeGreaterThan(60_000)
  await drain.stop(0)
})
