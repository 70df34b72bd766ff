import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { UploadView } from '#lib/generation/task-view.ts'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { resolveReferences } from '#lib/services/references.ts'
import { resolveConnection } from '#lib/services/resolve-connection.ts'
import { storeUpload } from '#lib/services/store-upload.ts'
import { submitGeneration } from '#lib/services/submit-generation.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { vendorOutlooks } from '#lib/services/vendor-outlook.ts'
import { signInAs, type TestPerson } from '#lib/session/testing/sign-in-as.ts'
import { createS3Storage } from '#lib/storage/s3-storage.ts'
import { callRoute } from '../testing/call-route.ts'
import * as file from './[id]/[file]/route.ts'

type Answer = (url: URL, headers: Headers, method: string) => Promise<Response>

let server: Server
let port: number
let closedPort: number
let answer: Answer
let asked: string[] = []
let t: TestContext
let ana: TestPerson
let picture: UploadView
let other: UploadView

/** What stands at PUBLIC_URL when all is well: the route itself, on a real port. */
const leadHere: Answer = async (url, headers, method) => {
  const [id = '', name = ''] = url.pathname.split('/').slice(3)
  return file.GET(new Request(url, { headers, method }), { params: Promise.resolve({ id, file: name }) })
}

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', `http://127.0.0.1:${port}`)
    asked.push(`${request.method} ${url.pathname} ${request.headers.range ?? ''}`)
    const found = await answer(url, new Headers(request.headers as Record<string, string>), request.method ?? 'GET')
    response.writeHead(found.status, Object.fromEntries(found.headers))
    response.end(Buffer.from(await found.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  closedPort = (closed.address() as AddressInfo).port
  await new Promise((resolve) => closed.close(resolve))
  t = await createTestContext({
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port},127.0.0.1:${closedPort}`,
    LOOVA_API_KEY: 'a key of loova',
    SEEDANCE2INK_API_KEY: 'a key of ink',
  })
  setCurrentContext(t.context)
  ana = await signInAs(t.context, 'member')
  picture = await bring('my holiday.png', '#d02010')
  other = await bring('another.png', '#10d020')
  answer = leadHere
})
afterAll(async () => {
  setCurrentContext(null)
  server.close()
  await t[Symbol.asyncDispose]()
})
afterEach(() => {
  answer = leadHere
  asked = []
  // Whatever was found is looked at again.
  t.advance(10 * 60_000)
})

async function bring(name: string, background: string): Promise<UploadView> {
  const bytes = await sharp({ create: { width: 600, height: 600, channels: 3, background } })
    .png()
    .toBuffer()
  const stored = await storeUpload(t.context, ana.viewer, { name, source: Readable.from([bytes]) })
  if (!stored.ok) throw new Error(stored.message)
  return stored.upload
}

const requestTo = (vendor: string) => ({ vendor, mode: 'image_to_video', prompt: 'A fox', images: [{ upload: picture.id }] })
async function submit(vendor = 'loova'): Promise<string[]> {
  const result = await submitGeneration(t.context, ana.viewer, { request: requestTo(vendor) })
  if (result.ok) return []
  expect(result.issues.map((issue) => [issue.path, issue.index, issue.code])).toEqual([['images', 0, 'unreachable']])
  return result.issues.map((issue) => issue.message)
}

async function addressFor(vendor: 'loova' | 'seedance2ink' = 'loova'): Promise<URL> {
  const connection = await resolveConnection(t.context, vendor)
  const request = await resolveReferences(t.context, ana.viewer, connection, requestTo(vendor) as never)
  const [image] = request?.images ?? []
  if (!image || !('url' in image)) throw new Error('no address')
  return new URL(image.url)
}

describe('an address that a vendor gets', () => {
  const at = (address: URL, options: { method?: string; headers?: Record<string, string> } = {}) => {
    const [id = '', name = ''] = address.pathname.split('/').slice(3)
    return callRoute(file.GET, `${address.pathname}${address.search}`, { ...options, params: { id, file: name } })
  }

  it('gives out its file, whole and in parts, to whoever has it', async () => {
    const address = await addressFor()
    const whole = await at(address)
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(whole.headers.get('content-length')).toBe(String(picture.bytes))
    const head = await at(address, { method: 'HEAD' })
    expect([head.status, head.text, head.headers.get('content-length')]).toEqual([200, '', String(picture.bytes)])
    const part = await at(address, { headers: { range: 'bytes=0-1' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 0-1/${picture.bytes}`])
  })

  it('tells nothing but the file’s id and its end, and ends as its content does', async () => {
    const address = await addressFor()
    expect(address.pathname).toBe(`/api/uploads/${picture.id}/file.png`)
    expect([...address.searchParams.keys()].sort()).toEqual(['expires', 'signature'])
    for (const secret of [ana.viewer.userId, 'holiday', 'uploads%2F', t.context.env.DATA_DIR]) expect(address.href).not.toContain(secret)
    expect(Number(address.searchParams.get('expires')) * 1000 - t.context.clock().getTime()).toBe(48 * 3_600_000)
  })

  it.for<{ name: string; change: (address: URL) => void | Promise<void> }>([
    {
      name: 'used for another file',
      change: (address) => {
        address.pathname = address.pathname.replace(picture.id, other.id)
      },
    },
    {
      name: 'used for a file that is not there',
      change: (address) => {
        address.pathname = '/api/uploads/nothing/file.png'
      },
    },
    {
      name: 'of another name',
      change: (address) => {
        address.pathname = address.pathname.replace('file.png', 'thumbnail')
      },
    },
    { name: 'after its end', change: () => t.advance(48 * 3_600_000 + 1000) },
    {
      name: 'with a later end',
      change: ({ searchParams }) => searchParams.set('expires', String(Number(searchParams.get('expires')) + 1)),
    },
    {
      name: 'with its end written otherwise',
      change: ({ searchParams }) => searchParams.set('expires', `0${searchParams.get('expires')}`),
    },
    { name: 'with two ends', change: ({ searchParams }) => searchParams.append('expires', '9999999999') },
    { name: 'without an end', change: ({ searchParams }) => searchParams.delete('expires') },
    { name: 'with an end that is no time', change: ({ searchParams }) => searchParams.set('expires', 'Infinity') },
    { name: 'with an empty signature', change: ({ searchParams }) => searchParams.set('signature', '') },
    {
      name: 'with a signature that was altered',
      change: ({ searchParams }) => {
        const signature = searchParams.get('signature') ?? ''
        searchParams.set('signature', `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`)
      },
    },
    {
      name: 'with a signature for something else',
      change: ({ searchParams }) =>
        searchParams.set('signature', t.context.secrets.sign('share', `${picture.id}.${searchParams.get('expires')}`)),
    },
    { name: 'without a signature, by a stranger', change: ({ searchParams }) => searchParams.delete('signature') },
    {
      name: 'of a file that was deleted',
      async change() {
        const { client } = t.context.database
        await client.upload.update({ where: { id: picture.id }, data: { deletedAt: t.context.clock() } })
      },
    },
  ])('opens nothing $name', async ({ change }) => {
    const address = await addressFor()
    await change(address)
    for (const method of ['GET', 'HEAD']) expect((await at(address, { method })).status).toBe(404)
    const { client } = t.context.database
    await client.upload.update({ where: { id: picture.id }, data: { deletedAt: null } })
  })
})

describe('before a file goes to a live vendor, its address is tried', () => {
  it('and where it leads here, the request is taken', async () => {
    expect(await submit()).toEqual([])
    expect(asked).toEqual([`GET /api/uploads/${picture.id}/file.png bytes=0-0`])
    // Not again for the next few minutes.
    expect(await submit()).toEqual([])
    expect(asked).toHaveLength(1)
  })

  it.for<{ name: string; answer: Answer; words: string }>([
    {
      name: 'another site',
      answer: async () => new Response('<html>Welcome</html>', { headers: { 'content-type': 'text/html' } }),
      words: 'PUBLIC_URL does not lead here (something else answered 200)',
    },
    {
      name: 'a gateway whose tunnel is down',
      answer: async () => new Response('bad gateway', { status: 502 }),
      words: 'PUBLIC_URL does not lead here (something else answered 502)',
    },
    {
      name: 'a page to sign in',
      answer: async () => new Response('forbidden', { status: 403 }),
      words: 'PUBLIC_URL does not lead here (something else answered 403)',
    },
    {
      name: 'a file of the same first byte and another length',
      answer: async () => new Response(new Uint8Array([0x89]), { status: 206, headers: { 'content-range': 'bytes 0-0/7' } }),
      words: 'PUBLIC_URL does not lead here (something else answered 206)',
    },
    {
      name: 'a circle',
      answer: async (url) => new Response(null, { status: 302, headers: { location: url.href } }),
      words: 'PUBLIC_URL leads away from here',
    },
    {
      name: 'a private place',
      answer: async () => new Response(null, { status: 302, headers: { location: 'http://10.0.0.7/' } }),
      words: 'PUBLIC_URL leads into a private network',
    },
  ])('and where it leads to $name, nothing is ordered', async ({ answer: instead, words }) => {
    answer = instead
    const before = await t.context.database.client.task.count()
    expect(await submit()).toEqual([`Loova could not read files uploaded here: ${words}.`])
    expect(await t.context.database.client.task.count()).toBe(before)
  })

  it('and the composer hears of it before anybody presses Generate', async () => {
    const problems = async () => {
      const { vendors } = await vendorOutlooks(t.context, ana.viewer)
      return Object.values(vendors).flatMap(({ uploadsProblem }) => uploadsProblem ?? [])
    }
    const forInk = 'Seedance2.ink takes files from https addresses only, and PUBLIC_URL has an http one.'
    expect(await problems()).toEqual([forInk])
    t.advance(10 * 60_000)
    answer = async () => new Response(null, { status: 502 })
    const words = 'Loova could not read files uploaded here: PUBLIC_URL does not lead here (something else answered 502).'
    expect(await problems()).toEqual([words, forInk])
  })

  it('and what was mended is found soon, not at once', async () => {
    answer = async () => new Response(null, { status: 502 })
    expect(await submit()).toHaveLength(1)
    answer = leadHere
    expect(await submit()).toHaveLength(1)
    expect(asked).toHaveLength(1)
    t.advance(20_000)
    expect(await submit()).toEqual([])
  })

  it('and nothing at all is told too, unless the owner has switched the look off', async () => {
    const { env } = t.context
    const { PUBLIC_URL } = env
    try {
      env.PUBLIC_URL = `http://127.0.0.1:${closedPort}`
      expect(await submit()).toEqual(['Loova could not read files uploaded here: nothing answers at PUBLIC_URL.'])
      t.advance(60_000)
      env.PUBLIC_URL = 'http://10.0.0.7'
      expect(await submit()).toEqual(['Loova could not read files uploaded here: PUBLIC_URL leads into a private network.'])
      env.REACH_CHECK = 'off'
      expect(await submit()).toEqual([])
    } finally {
      Object.assign(env, { PUBLIC_URL, REACH_CHECK: 'auto' })
    }
  })

  it('and where no way is set up, the words say what to set up', async () => {
    const { env } = t.context
    const { PUBLIC_URL } = env
    try {
      expect(await submit('seedance2ink')).toEqual(['Seedance2.ink takes files from https addresses only, and PUBLIC_URL has an http one.'])
      env.PUBLIC_URL = undefined
      const [words] = await submit()
      expect(words).toBe(
        'Loova cannot reach files uploaded here. Give a public address instead, or ask the owner to set PUBLIC_URL or object storage.',
      )
      expect(asked).toEqual([])
    } finally {
      env.PUBLIC_URL = PUBLIC_URL
    }
  })

  it('and where object storage cannot be reached, the way over PUBLIC_URL is taken', async () => {
    const { storage } = t.context
    const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
    const away = createS3Storage({ bucket: 'takes', endpoint: `http://127.0.0.1:${closedPort}`, credentials })
    try {
      t.context.storage = { ...storage, signedUrl: away.signedUrl?.bind(away) } as typeof storage
      expect(await submit()).toEqual([])
      expect((await addressFor()).pathname).toBe(`/api/uploads/${picture.id}/file.png`)
    } finally {
      t.context.storage = storage
    }
  })
})
