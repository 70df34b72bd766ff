import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { lengthHeader } from '#lib/storage/serve-file.ts'
import { keepContentLength } from './keep-content-length.ts'

async function answerOf(write: (response: ServerResponse) => void): Promise<Response> {
  const server = createServer((_request, response) => {
    keepContentLength(response)
    write(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  } finally {
    server.close()
  }
}

test('an answer from storage says how long it is and keeps our header to itself', async () => {
  const answer = await answerOf((response) => {
    response.appendHeader('etag', '"a"')
    response.setHeader(lengthHeader, '5')
    response.write('12')
    response.end('345')
  })
  expect([answer.headers.get('content-length'), answer.headers.get(lengthHeader), answer.headers.get('etag')]).toEqual(['5', null, '"a"'])
  expect(await answer.text()).toBe('12345')
})

test('any other answer goes as it was', async () => {
  const answer = await answerOf((response) => {
    response.setHeader('set-cookie', ['a=1', 'b=2'])
    response.write('12')
    response.end('345')
  })
  expect([answer.headers.get('content-length'), answer.headers.getSetCookie()]).toEqual([null, ['a=1', 'b=2']])
})
