import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { refuseMethod } from './refuse-method.ts'

test('refuses a method that nothing has, and lets the others through', async () => {
  const server = createServer((incoming, response) => {
    if (!refuseMethod(incoming, response)) response.end('through')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const send = async (method: string) => {
    const [response] = await once(request({ port, method, agent: false }).end(), 'response')
    return [response.statusCode, await text(response)]
  }
  for (const method of ['TRACE', 'SEARCH', 'PROPFIND'])
    expect(await send(method)).toEqual([405, expect.stringContaining('"code":"method_not_allowed"')])
  for (const method of ['GET', 'PATCH', 'DELETE', 'OPTIONS']) expect(await send(method)).toEqual([200, 'through'])
  server.close()
})
