import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sendFiles, sendHeader, toSendHeader } from './send-file.ts'

let directory: string
let file: string
const content = randomBytes(3_000_000)

beforeAll(async () => {
  directory = await mkdtemp(path.join(os.tmpdir(), 'dailies-send-'))
  file = path.join(directory, 'Müde Katze.mp4')
  await writeFile(file, content)
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function withServer(answer: (response: ServerResponse) => void, work: (port: number) => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => {
    sendFiles(response)
    answer(response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    await work((server.address() as AddressInfo).port)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const name = (response: ServerResponse, order: { path: string; start: number; bytes: number }) => {
  response.setHeader(sendHeader, toSendHeader(order))
  response.setHeader('content-length', order.bytes)
  response.end()
}

const openFiles = async () => {
  const links = await readdir('/proc/self/fd')
  const targets = await Promise.all(links.map((link) => readlink(`/proc/self/fd/${link}`).catch(() => '')))
  return targets.filter((target) => target === file).length
}

test.each([
  [0, 3_000_000],
  [0, 1],
  [1_000_003, 600_001],
  [2_999_999, 1],
  [0, 0],
])('sends from byte %i on %i bytes in place of an empty answer, and keeps the order to itself', async (start, bytes) => {
  await withServer(
    (response) => name(response, { path: file, start, bytes }),
    async (port) => {
      const answer = await fetch(`http://127.0.0.1:${port}/`)
      expect(Buffer.from(await answer.arrayBuffer()).equals(content.subarray(start, start + bytes))).toBe(true)
      expect(answer.headers.get(sendHeader)).toBeNull()
    },
  )
})

test('answers that come together do not mix', async () => {
  let next = 0
  await withServer(
    (response) => name(response, { path: file, start: 100_000 * next++, bytes: 900_000 }),
    async (port) => {
      const parts = await Promise.all(
        Array.from({ length: 12 }, async () => Buffer.from(await (await fetch(`http://127.0.0.1:${port}/`)).arrayBuffer())),
      )
      const starts = parts.map((part) => content.indexOf(part)).toSorted((a, b) => a - b)
      expect(starts).toEqual(Array.from({ length: 12 }, (_, index) => index * 100_000))
    },
  )
})

test('any other answer goes as it was', async () => {
  await withServer(
    (response) => {
      response.write('12')
      response.end('345')
    },
    async (port) => {
      expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('12345')
    },
  )
})

test.runIf(process.platform === 'linux')('a viewer who leaves in the middle closes the file', async () => {
  await withServer(
    (response) => name(response, { path: file, start: 0, bytes: content.length }),
    async (port) => {
      const socket = connect(port, '127.0.0.1')
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n')
      await new Promise((resolve) => socket.once('data', resolve))
      socket.pause()
      await expect.poll(openFiles).toBe(1)
      socket.destroy()
      await expect.poll(openFiles).toBe(0)
    },
  )
})

test('a file that is gone, or shorter than it was, breaks the connection instead of looking whole', async () => {
  for (const order of [
    { path: path.join(directory, 'gone.mp4'), start: 0, bytes: 10 },
    { path: file, start: 2_999_990, bytes: 20 },
  ])
    await withServer(
      (response) => name(response, order),
      async (port) => {
        const read = fetch(`http://127.0.0.1:${port}/`).then((answer) => answer.arrayBuffer())
        await expect(read).rejects.toThrow()
      },
    )
})
