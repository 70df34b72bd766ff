import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createRawServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import tls from 'node:tls'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callVendor, type VendorEndpoint } from './call-vendor.ts'
import { openRangedFile } from './read-ranges.ts'
import { createSafeFetch, isCertificateError, type SafeFetchOptions } from './safe-fetch.ts'

/** What nobody may be led to: it stands beside the server that is allowed, on the same address and another port. */
const inside = createServer((request, response) => {
  insideSaw.push(request.headers.authorization ?? '')
  response.end('secret')
})
let insideSaw: string[] = []

const trickle = (response: ServerResponse, text: string) => {
  const timer = setInterval(() => response.write(text), 10)
  response.once('close', () => clearInterval(timer))
}

const packed = gzipSync(Buffer.alloc(2_000_000))

const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/hop': (request, response) => response.writeHead(302, { location: new URL(request.url ?? '', 'http://x').search.slice(1) }).end(),
  '/again': (request, response) => response.writeHead(302, { location: `${request.url}x` }).end(),
  '/there': (_request, response) => response.writeHead(302, { location: '/back' }).end(),
  '/back': (_request, response) => response.writeHead(302, { location: '/there' }).end(),
  '/fine': (_request, response) => response.end('fine'),
  '/choices': (_request, response) => response.writeHead(300, { location: '/fine' }).end('choose'),
  '/nowhere': (_request, response) => response.writeHead(302).end('no location'),
  '/refresh': (_request, response) => response.writeHead(200, { refresh: `0; url=http://127.0.0.1:${portOf(inside)}/` }).end('stay'),
  '/silent': () => undefined,
  '/slow-head': (request) => {
    const timer = setInterval(() => request.socket.write('X'), 10)
    request.socket.write('HTTP/1.1 200 OK\r\nX-')
    request.socket.once('close', () => clearInterval(timer))
  },
  '/slow-body': (_request, response) => trickle(response.writeHead(200), '.'),
  '/long-head': (_request, response) => response.writeHead(200, { 'x-long': 'a'.repeat(200_000) }).end(),
  '/claims': (_request, response) => trickle(response.writeHead(200, { 'content-length': String(10 * 1024 ** 3) }), 'x'.repeat(65_536)),
  '/endless': (_request, response) => trickle(response.writeHead(200), 'x'.repeat(1_000_000)),
  '/short': (request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('x')
    setImmediate(() => request.socket.destroy())
  },
  '/packed': (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
  '/packed-six-times': (_request, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip, gzip, gzip, gzip, gzip, gzip' }).end(gzipSync(Buffer.alloc(1000))),
  '/too-much': (_request, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-9/10' })
    trickle(response, 'x'.repeat(1_000_000))
  },
}
const outer = createServer((request, response) => {
  const [pathname = ''] = (request.url ?? '').split('?')
  const answer = answers[pathname.replace(/x+$/, '')]
  if (answer) answer(request, response)
  else response.writeHead(404).end()
})
/** Speaks no HTTP. */
const raw = createRawServer((socket) => {
  socket.on('error', () => undefined)
  socket.end('SSH-2.0-OpenSSH_9.2\r\n', () => socket.destroy())
})

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

beforeAll(() => Promise.all([inside, outer, raw].map(listen)))
afterAll(async () => {
  outer.closeAllConnections()
  inside.closeAllConnections()
  await Promise.all([inside, outer, raw].map((server) => new Promise((resolve) => server.close(resolve))))
})

const get = (address: string, options: Partial<SafeFetchOptions> = {}) => {
  const safeFetch = createSafeFetch([`127.0.0.1:${portOf(outer)}`, `127.0.0.1:${portOf(raw)}`])
  return safeFetch(address.startsWith('http') ? address : `http://127.0.0.1:${portOf(outer)}${address}`, {
    timeoutMs: 400,
    maxRedirects: 5,
    ...options,
  })
}

describe('a server that forwards', () => {
  it.each([
    ['/hop?http://127.0.0.1:PORT/', 'address_refused'],
    ['/hop?http://2130706433:PORT/', 'address_refused'],
    ['/hop?http://[::ffff:127.0.0.1]:PORT/', 'address_refused'],
    ['/hop?//127.0.0.1:PORT/', 'address_refused'],
    ['/hop?http://localhost:PORT/', 'address_refused'],
    ['/hop?http://169.254.169.254/latest/meta-data/', 'address_refused'],
    ['/hop?/hop?http://127.0.0.1:PORT/', 'address_refused'],
    ['/hop?http://user:word@127.0.0.1:PORT/', 'invalid_url'],
    ['/hop?file:///etc/passwd', 'invalid_url'],
    ['/hop?ftp://127.0.0.1:PORT/', 'invalid_url'],
    ['/hop?javascript:alert(1)', 'invalid_url'],
    ['/hop?http://[', 'invalid_url'],
    ['/hop?http://8.8.8.8:25/', 'invalid_url'],
    ['/again', 'too_many_redirects'],
    ['/there', 'too_many_redirects'],
    ['/hop?/fine#there', 'fine'],
    ['/hop?fine', 'fine'],
    ['/choices', 'choose'],
    ['/nowhere', 'no location'],
    ['/refresh', 'stay'],
  ])('by %s leads to: %s', async (address, outcome) => {
    insideSaw = []
    const fetched = await get(address.replace('PORT', String(portOf(inside))), { timeoutMs: 5_000 })
    expect(fetched.ok ? await fetched.response.text() : fetched.reason).toBe(outcome)
    expect(insideSaw).toEqual([])
  })

  it('gets neither a key nor a body a second time', async () => {
    const [here, there] = [`http://127.0.0.1:${portOf(outer)}`, `http://127.0.0.1:${portOf(inside)}`]
    const safeFetch = createSafeFetch(['127.0.0.1'])
    insideSaw = []
    const options = { timeoutMs: 5_000, maxRedirects: 5 }
    const calls = [
      await safeFetch(`${here}/hop?${there}/`, { ...options, headers: { Authorization: 'Bearer key' } }),
      await safeFetch(`${here}/hop?${there}/`, { ...options, headers: { cookie: 'session=1' } }),
      await safeFetch(`${here}/hop?${there}/`, { ...options, method: 'POST', body: '{}' }),
    ]
    expect(calls.map((call) => call.ok && call.response.status)).toEqual([302, 302, 302])
    expect(insideSaw).toEqual([])
    expect((await safeFetch(`${here}/hop?${there}/`, options)).ok).toBe(true)
    expect(insideSaw).toEqual([''])
  })

  it('gets no vendor’s key, and the call counts as refused', async () => {
    insideSaw = []
    const safeFetch = createSafeFetch(['127.0.0.1'])
    const endpoint: VendorEndpoint = { baseUrl: `http://127.0.0.1:${portOf(outer)}`, apiKey: 'secret-key', fetch: safeFetch }
    const call = {
      request: () => ({ method: 'GET' as const, path: `/hop?http://127.0.0.1:${portOf(inside)}/` }),
      decode: () => ({ ok: true as const, value: null, drift: [] }),
    }
    expect(await callVendor(endpoint, call, undefined, { timeoutMs: 5_000 })).toMatchObject({ kind: 'answered', status: 302 })
    expect(insideSaw).toEqual([])
  })
})

describe('a server that wears one out', () => {
  it.each(['/silent', '/slow-head', '/long-head', 'http://127.0.0.1:RAW/'])('%s is no answer', async (address) => {
    expect(await get(address.replace('RAW', String(portOf(raw))))).toMatchObject({ ok: false, reason: 'no_answer' })
  })

  it.each(['/slow-body', '/claims', '/short', '/packed-six-times'])('%s breaks off when its body is read', async (address) => {
    const fetched = await get(address)
    // Whichever it meets first: the end of its time, or an answer that makes no sense.
    await expect(fetched.ok ? fetched.response.text() : Promise.reject(new Error(fetched.reason))).rejects.toThrow()
  })

  it.each(['/endless', '/claims', '/packed', '/too-much'])('%s gives no more than was asked for', async (address) => {
    const safeFetch = createSafeFetch(['127.0.0.1'])
    const url = `http://127.0.0.1:${portOf(outer)}${address}`
    const opened = await openRangedFile(safeFetch, url, { headBytes: 1000, maxWholeBytes: 300_000, timeoutMs: 10_000, maxRedirects: 0 })
    expect(opened.ok && opened.file.head.length).toBe(address === '/too-much' ? 1000 : 300_000)
  })
})

const hasOpenssl = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

describe.runIf(hasOpenssl)('a server with a certificate', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'certificate-'))
  const known = tls.getCACertificates('default')
  let secure: Server

  beforeAll(async () => {
    const [keyFile, certificateFile] = [path.join(directory, 'key.pem'), path.join(directory, 'certificate.pem')]
    const subject = ['-subj', '/CN=files.example', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile]
    execFileSync('openssl', ['req', '-x509', ...key, '-out', certificateFile, ...subject], { stdio: 'ignore' })
    const [certificate, secret] = [readFileSync(certificateFile, 'utf8'), readFileSync(keyFile, 'utf8')]
    secure = createSecureServer({ cert: certificate, key: secret }, (request, response) => {
      response.writeHead(302, { location: new URL(request.url ?? '', 'https://x').search.slice(1) }).end()
    })
    await listen(secure)
    tls.setDefaultCACertificates([...known, certificate])
  })
  afterAll(async () => {
    tls.setDefaultCACertificates(known)
    rmSync(directory, { recursive: true, force: true })
    await new Promise((resolve) => secure.close(resolve))
  })

  it('may not send anybody from https to http who did not say that it may', async () => {
    const safeFetch = createSafeFetch(['127.0.0.1'])
    const url = `https://127.0.0.1:${portOf(secure)}/?http://127.0.0.1:${portOf(outer)}/fine`
    const options = { timeoutMs: 5_000, maxRedirects: 3, isFreshConnection: true }
    expect(await safeFetch(url, options)).toMatchObject({ ok: false, reason: 'invalid_url', redirects: 1 })
    const fetched = await safeFetch(url, { ...options, mayLeaveHttps: true })
    expect(fetched.ok && (await fetched.response.text())).toBe('fine')
  })

  it('that nobody vouches for is told apart from one that is not there', async () => {
    tls.setDefaultCACertificates(known)
    const fetched = await createSafeFetch(['127.0.0.1'])(`https://127.0.0.1:${portOf(secure)}/`, { timeoutMs: 5_000 })
    expect(fetched).toMatchObject({ ok: false, reason: 'not_sent' })
    expect(!fetched.ok && isCertificateError(fetched.detail)).toBe(true)
  })
})
