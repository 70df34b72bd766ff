import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { refuseRequest } from './refuse-request.ts'

const server = createServer((incoming, response) => {
  if (!refuseRequest(incoming, response)) response.end('through')
})
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => server.close())

async function send(method: string, path = '/'): Promise<[status: number, body: string]> {
  const { port } = server.address() as AddressInfo
  const [response] = await once(request({ port, method, path, agent: false }).end(), 'response')
  return [response.statusCode, await text(response)]
}

test.each(['TRACE', 'SEARCH', 'PROPFIND'])('refuses the method %s, which nothing has', async (method) => {
  expect(await send(method)).toEqual([405, expect.stringContaining('"code":"method_not_allowed"')])
})

test.each(['/tasks/%ff%fe', '/api/v1/tasks/%', '/s/%E0%A4%A'])('finds nothing at %s, which cannot be read', async (path) => {
  expect(await send('GET', path)).toEqual([404, expect.stringContaining('"code":"not_found"')])
})

test.each([
  ['GET', '/gallery?q=%ff'],
  ['PATCH', '/api/uploads/sessions/a'],
  ['DELETE', '/api/v1/tasks/%F0%9F%8E%AC'],
  ['OPTIONS', '*'],
])('lets %s %s through', async (method, path) => {
  expect(await send(method, path)).toEqual([200, 'through'])
})
