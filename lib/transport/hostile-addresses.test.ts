import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isOwnAddress } from './public-address.ts'
import { createSafeFetch, type Lookup } from './safe-fetch.ts'

/** Stands on a private address of this machine, at the port that every address below names: whoever gets through is counted. */
const canary = createServer((_request, response) => response.end('secret'))
let port = 0
let hits = 0
canary.on('connection', () => {
  hits++
})

beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  port = portOf(canary)
})
afterAll(() => new Promise((resolve) => canary.close(resolve)))

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** What a hostile name server says; of every other name it says that there is none. */
const names: Record<string, string[]> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'files.localhost': ['127.0.0.1'],
  'loopback.example': ['127.0.0.1'],
  'inside.example': ['10.0.0.7'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'mixed-families.example': ['2606:4700:4700::1111', '::ffff:127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'zone.example': ['fe80::1%lo'],
  'metadata.google.internal': ['169.254.169.254'],
  'nothing.example': [],
  'nonsense.example': ['not an address'],
}
const lookup: Lookup = (hostname, _options, callback) => {
  const addresses = names[hostname]
  if (addresses === undefined) {
    callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), [])
    return
  }
  callback(
    null,
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
  )
}

const isPrivate = 'address_refused'
const isNoAddress = 'invalid_url'

describe('an address that somebody else chose', () => {
  it.each([
    // This machine, spelt in every way that some parser takes.
    ['http://127.0.0.1:PORT/', isPrivate],
    ['http://127.1:PORT/', isPrivate],
    ['http://127.0.1:PORT/', isPrivate],
    ['http://127.0.0.1.:PORT/', isPrivate],
    ['http://127.255.255.254:PORT/', isPrivate],
    ['http://2130706433:PORT/', isPrivate],
    ['http://0x7f000001:PORT/', isPrivate],
    ['http://0x7f.0.0.1:PORT/', isPrivate],
    ['http://0177.0.0.1:PORT/', isPrivate],
    ['http://017700000001:PORT/', isPrivate],
    ['http://0x7f.1:PORT/', isPrivate],
    ['http://0:PORT/', isPrivate],
    ['http://0.0.0.0:PORT/', isPrivate],
    ['http://１２７．０．０．１:PORT/', isPrivate],
    ['http://127。0。0。1:PORT/', isPrivate],
    ['http://①②⑦.⓪.⓪.①:PORT/', isPrivate],
    ['http://%31%32%37.0.0.1:PORT/', isPrivate],
    ['http:127.0.0.1:PORT/', isPrivate],
    ['http:///127.0.0.1:PORT/', isPrivate],
    ['http:\\\\127.0.0.1:PORT/', isPrivate],
    ['http://127.0.0.1:PORT\\@example.com/', isPrivate],
    ['http://127.0.0.1:PORT#@example.com/', isPrivate],
    ['http://127.0.0.1:PORT?@example.com/', isPrivate],
    ['ht\ntp://127.0.\t0.1:PORT/', isPrivate],
    ['HTTP://127.0.0.1:PORT/', isPrivate],
    ['https://127.0.0.1:PORT/', isPrivate],
    ['http://[::1]:PORT/', isPrivate],
    ['http://[0:0:0:0:0:0:0:1]:PORT/', isPrivate],
    ['http://[::]:PORT/', isPrivate],
    ['http://[::ffff:127.0.0.1]:PORT/', isPrivate],
    ['http://[::ffff:7f00:1]:PORT/', isPrivate],
    ['http://[::127.0.0.1]:PORT/', isPrivate],
    // Tunnels and translators that lead back to it.
    ['http://[64:ff9b::7f00:1]:PORT/', isPrivate],
    ['http://[64:ff9b:1::7f00:1]:PORT/', isPrivate],
    ['http://[::ffff:0:127.0.0.1]:PORT/', isPrivate],
    ['http://[2002:7f00:1::]:PORT/', isPrivate],
    ['http://[2001:0:7f00:1::]:PORT/', isPrivate],
    // The network around it.
    ['http://10.0.0.1/', isPrivate],
    ['http://172.16.0.1/', isPrivate],
    ['http://172.31.255.255/', isPrivate],
    ['http://192.168.1.1/', isPrivate],
    ['http://100.64.0.1/', isPrivate],
    ['http://[fe80::1]/', isPrivate],
    ['http://[fec0::1]/', isPrivate],
    ['http://[fc00::1]/', isPrivate],
    ['http://[fd12:3456::1]/', isPrivate],
    // Where clouds keep the keys of their guests.
    ['http://169.254.169.254/latest/meta-data/', isPrivate],
    ['http://2852039166/latest/meta-data/', isPrivate],
    ['http://0xa9fea9fe/', isPrivate],
    ['http://[::ffff:a9fe:a9fe]/', isPrivate],
    ['http://169.254.170.2/v2/credentials', isPrivate],
    ['http://100.100.100.200/latest/', isPrivate],
    ['http://192.0.0.192/opc/v2/', isPrivate],
    ['http://168.63.129.16/machine', isPrivate],
    ['http://[fd00:ec2::254]/', isPrivate],
    ['http://metadata.google.internal/', isPrivate],
    // Nobody's, everybody's, and what is kept for books.
    ['http://192.0.2.1/', isPrivate],
    ['http://198.51.100.1/', isPrivate],
    ['http://203.0.113.1/', isPrivate],
    ['http://198.18.0.1/', isPrivate],
    ['http://192.88.99.1/', isPrivate],
    ['http://224.0.0.1/', isPrivate],
    ['http://240.0.0.1/', isPrivate],
    ['http://255.255.255.255/', isPrivate],
    ['http://[ff02::1]/', isPrivate],
    ['http://[100::1]/', isPrivate],
    ['http://[2001:db8::1]/', isPrivate],
    ['http://[3fff::1]/', isPrivate],
    ['http://[5f00::1]/', isPrivate],
    ['http://[4000::1]/', isPrivate],
    // Names that lead there.
    ['http://localhost:PORT/', isPrivate],
    ['http://LOCALHOST:PORT/', isPrivate],
    ['http://localhost.:PORT/', isPrivate],
    ['http://ｌｏｃａｌｈｏｓｔ:PORT/', isPrivate],
    ['http://files.localhost:PORT/', isPrivate],
    ['http://loopback.example:PORT/', isPrivate],
    ['http://inside.example:PORT/', isPrivate],
    ['http://mapped.example:PORT/', isPrivate],
    ['http://zone.example:PORT/', isPrivate],
    ['http://mixed.example:PORT/', isPrivate],
    ['http://mixed-families.example:PORT/', isPrivate],
    ['http://nothing.example:PORT/', isPrivate],
    ['http://nonsense.example:PORT/', isPrivate],
    ['http://nobody.example:PORT/', 'not_sent'],
    // No address of a file at all.
    ['', isNoAddress],
    ['//127.0.0.1:PORT/', isNoAddress],
    ['http://', isNoAddress],
    ['http://[::1%25lo]:PORT/', isNoAddress],
    ['http://[fe80::1%eth0]/', isNoAddress],
    ['http://256.256.256.256/', isNoAddress],
    ['http://1.2.3.4.5/', isNoAddress],
    ['http://0x7f.0.0.0.1/', isNoAddress],
    ['http://exa mple.com/', isNoAddress],
    ['http://127.0.0.1:99999/', isNoAddress],
    ['http://someone@127.0.0.1:PORT/', isNoAddress],
    ['http://someone:secret@loopback.example:PORT/', isNoAddress],
    ['file:///etc/passwd', isNoAddress],
    ['ftp://127.0.0.1:PORT/', isNoAddress],
    ['gopher://127.0.0.1:PORT/_GET', isNoAddress],
    ['ws://127.0.0.1:PORT/', isNoAddress],
    ['data:image/png;base64,AAAA', isNoAddress],
    ['blob:http://127.0.0.1:PORT/0', isNoAddress],
    ['javascript:alert(1)', isNoAddress],
    ['unix:/var/run/docker.sock', isNoAddress],
    // Ports of programs that would read a request as their own language.
    ['http://8.8.8.8:25/', isNoAddress],
    ['http://8.8.8.8:6667/', isNoAddress],
    ['http://8.8.8.8:0/', isNoAddress],
  ])('%s is refused: %s', async (address, reason) => {
    const safeFetch = createSafeFetch({ allowedHosts: [], lookup })
    const before = hits
    const fetched = await safeFetch(address.replace('PORT', String(port)), { timeoutMs: 5_000, maxRedirects: 5 })
    expect(fetched).toMatchObject({ ok: false, reason })
    expect(hits).toBe(before)
  })

  it('is not one of this machine’s own, public or not', () => {
    const own = Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map((entry) => entry.address))
    expect(own.length).toBeGreaterThan(0)
    expect(own.filter((address) => !isOwnAddress(address))).toEqual([])
    expect(isOwnAddress('::ffff:127.0.0.1')).toBe(true)
    expect(isOwnAddress('8.8.8.8')).toBe(false)
  })
})

describe('a private host that the operator allowed', () => {
  const named: Lookup = (_hostname, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])
  const reach = async (allowed: string[], address: string, options = {}) => {
    const safeFetch = createSafeFetch({ allowedHosts: allowed, lookup: named, vendorHosts: ['gateway.example'] })
    const fetched = await safeFetch(address.replace('PORT', String(port)), { timeoutMs: 5_000, ...options })
    return fetched.ok ? fetched.response.text() : fetched.reason
  }

  it.each([
    ['minio', 'http://minio:PORT/', 'secret'],
    ['minio:PORT', 'http://minio:PORT/', 'secret'],
    ['MinIO:PORT', 'http://minio:PORT/', 'secret'],
    ['127.0.0.1', 'http://0x7f.1:PORT/', 'secret'],
    ['bücher.example', 'http://xn--bcher-kva.example:PORT/', 'secret'],
    ['minio:1', 'http://minio:PORT/', isPrivate],
    ['minio:80', 'http://minio:PORT/', isPrivate],
    ['minio', 'http://minio.:PORT/', isPrivate],
    ['minio', 'http://a.minio:PORT/', isPrivate],
    ['minio', 'http://minio.example:PORT/', isPrivate],
    ['example', 'http://minio.example:PORT/', isPrivate],
    ['minio', 'http://127.0.0.1:PORT/', isPrivate],
    ['*', 'http://minio:PORT/', isPrivate],
  ])('as %s opens %s: %s', async (allowed, address, outcome) => {
    expect(await reach([allowed.replace('PORT', String(port))], address)).toBe(outcome)
  })

  it('is a vendor’s own for calls to vendors only', async () => {
    expect(await reach([], 'http://gateway.example:PORT/')).toBe(isPrivate)
    expect(await reach([], 'http://gateway.example:PORT/', { mayReachVendorHosts: true })).toBe('secret')
  })

  it('is looked up once for a connection', async () => {
    let asked = 0
    const counting: Lookup = (hostname, options, callback) => {
      asked++
      named(hostname, options, callback)
    }
    const safeFetch = createSafeFetch({ allowedHosts: ['minio'], lookup: counting })
    const fetched = await safeFetch(`http://minio:${port}/`, { timeoutMs: 5_000, isFreshConnection: true })
    expect([fetched.ok, asked]).toEqual([true, 1])
  })
})

const hasIPv6 = Object.values(networkInterfaces()).some((entries) => entries?.some(({ address }) => address === '::1'))

describe.runIf(hasIPv6)('a private host that the operator allowed by its IPv6 address', () => {
  const canary6 = createServer((_request, response) => response.end('secret'))
  beforeAll(() => new Promise<void>((resolve) => canary6.listen(0, '::1', resolve)))
  afterAll(() => new Promise((resolve) => canary6.close(resolve)))
  const named: Lookup = (_hostname, _options, callback) => callback(null, [{ address: '::1', family: 6 }])

  it.each([
    ['::1', 'http://[::1]:PORT/', 'secret'],
    ['[::1]', 'http://[::1]:PORT/', 'secret'],
    ['[::1]:PORT', 'http://[::1]:PORT/', 'secret'],
    ['0:0:0:0:0:0:0:1', 'http://[::1]:PORT/', 'secret'],
    ['[0:0::0:1]:PORT', 'http://[0:0:0:0:0:0:0:1]:PORT/', 'secret'],
    ['[::1]:1', 'http://[::1]:PORT/', isPrivate],
    ['::2', 'http://[::1]:PORT/', isPrivate],
    ['::', 'http://[::1]:PORT/', isPrivate],
    ['fd00::1', 'http://[::1]:PORT/', isPrivate],
    ['127.0.0.1', 'http://[::1]:PORT/', isPrivate],
    ['::1', 'http://[::ffff:127.0.0.1]:PORT/', isPrivate],
    ['::1', 'http://minio6:PORT/', isPrivate],
    ['minio6', 'http://minio6:PORT/', 'secret'],
  ])('as IPv6 %s opens %s: %s', async (allowed, address, outcome) => {
    const port = String(portOf(canary6))
    const safeFetch = createSafeFetch({ allowedHosts: [allowed.replace('PORT', port)], lookup: named })
    const fetched = await safeFetch(address.replace('PORT', port), { timeoutMs: 5_000 })
    expect(fetched.ok ? await fetched.response.text() : fetched.reason).toBe(outcome)
  })
})
