import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { isPublicAddress } from './public-address.ts'
import { createSafeFetch } from './safe-fetch.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function serve(listener: RequestListener): Promise<{ url: string; port: number; hits: string[] }> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(request.url ?? '')
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, port, hits }
}

const options = { timeoutMs: 5_000, maxRedirects: 3 }

describe('isPublicAddress', () => {
  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '192.0.2.1',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'not an address',
  ])('refuses %s', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['8.8.8.8', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8'])('lets %s pass', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })
})

describe('safe fetch', () => {
  it.each([
    ['http://127.0.0.1:8099/', 'address_refused'],
    ['http://2130706433:8099/', 'address_refused'],
    ['http://0x7f.1:8099/', 'address_refused'],
    ['http://017700000001:8099/', 'address_refused'],
    ['http://[::1]:8099/', 'address_refused'],
    ['http://[::ffff:127.0.0.1]:8099/', 'address_refused'],
    ['http://169.254.169.254/latest/meta-data/', 'address_refused'],
    ['http://localhost:8099/', 'address_refused'],
    ['ftp://example.com/a', 'invalid_url'],
    ['file:///etc/passwd', 'invalid_url'],
    ['http://user:secret@example.com/', 'invalid_url'],
    ['not a url', 'invalid_url'],
  ])('refuses %s as %s', async (url, reason) => {
    expect(await createSafeFetch([])(url, options)).toMatchObject({ ok: false, reason })
  })

  it('opens a private host that the operator allowed, by name or by name and port', async () => {
    const server = await serve((_request, response) => response.end('hello'))
    for (const allowed of ['127.0.0.1', `127.0.0.1:${server.port}`]) {
      const fetched = await createSafeFetch([allowed])(server.url, options)
      expect(fetched.ok && (await fetched.response.text())).toBe('hello')
    }
    expect(await createSafeFetch(['127.0.0.1:1'])(server.url, options)).toMatchObject({ ok: false, reason: 'address_refused' })
  })

  it('judges every hop of a redirect again', async () => {
    const inner = await serve((_request, response) => response.end('secret'))
    const outer = await serve((_request, response) => response.writeHead(302, { location: `${inner.url}/inside` }).end())
    expect(await createSafeFetch([`127.0.0.1:${outer.port}`])(outer.url, options)).toMatchObject({ ok: false, reason: 'address_refused' })
    expect(inner.hits).toEqual([])
  })

  it('hands a redirect back unfollowed when none are allowed', async () => {
    const server = await serve((_request, response) => response.writeHead(302, { location: 'https://example.com/' }).end())
    const fetched = await createSafeFetch(['127.0.0.1'])(server.url, { timeoutMs: 5_000 })
    expect(fetched.ok && fetched.response.status).toBe(302)
  })

  it('gives up on a loop of redirects', async () => {
    const circle = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end())
    expect(await createSafeFetch(['127.0.0.1'])(circle.url, options)).toMatchObject({ ok: false, reason: 'too_many_redirects' })
    expect(circle.hits).toEqual(['/', '/again'])
    const onward = await serve((request, response) => response.writeHead(302, { location: `${request.url}x` }).end())
    expect(await createSafeFetch(['127.0.0.1'])(onward.url, options)).toMatchObject({ ok: false, reason: 'too_many_redirects' })
    expect(onward.hits).toHaveLength(4)
  })

  it('tells a connection that was never made from an answer that never came', async () => {
    const closed = await serve(() => {})
    await closers.pop()?.()
    expect(await createSafeFetch(['127.0.0.1'])(closed.url, options)).toMatchObject({ ok: false, reason: 'not_sent' })
    const deaf = await serve((request) => request.socket.destroy())
    expect(await createSafeFetch(['127.0.0.1'])(deaf.url, options)).toMatchObject({ ok: false, reason: 'no_answer' })
    const mute = await serve(() => {})
    expect(await createSafeFetch(['127.0.0.1'])(mute.url, { timeoutMs: 100 })).toMatchObject({ ok: false, reason: 'no_answer' })
  })
})
