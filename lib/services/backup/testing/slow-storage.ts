import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Object storage that says of every file that it has five bytes, and gives none before the test lets it. */
export async function openSlowStorage() {
  const asked = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const server = createServer(async (request, response) => {
    response.writeHead(200, { 'content-length': '5' })
    if (request.method === 'HEAD') return void response.end()
    asked.resolve()
    await released.promise
    response.end('bytes')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    settings: { S3_BUCKET: 'takes', S3_ENDPOINT: `http://127.0.0.1:${port}`, S3_ACCESS_KEY_ID: 'x', S3_SECRET_ACCESS_KEY: 'x' },
    asked: asked.promise,
    release: released.resolve,
    async [Symbol.asyncDispose]() {
      released.resolve()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
