import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAddress, readAnyAddress } from './read-address.ts'
import { seed, webAddress } from './testing/arbitrary-request.ts'

describe('readAddress', () => {
  it.each<[string, object]>([
    ['https://example.com/a.png', { kind: 'web', scheme: 'https', hasCredentials: false, extension: 'png' }],
    ['http://example.com', { kind: 'web', scheme: 'http', hasCredentials: false, extension: null }],
    ['https://cdn.example.com:8443/x/A.MP4?sig=a.b%20c&x=/..', { kind: 'web', extension: 'mp4' }],
    ['https://example.com/a.png/', { kind: 'web', extension: null }],
    ['https://example.com/a.b/', { kind: 'web', extension: null }],
    ['https://example.com/a.abcdefghi', { kind: 'web', extension: null }],
    ['https://user@example.com/a.png', { kind: 'web', hasCredentials: true }],
    ['https://example.com\\a.png', { kind: 'broken' }],
    ['ftp://example.com', { kind: 'other', scheme: 'ftp' }],
    ['asset://asset-1', { kind: 'asset', isProper: true }],
    ['asset://a/b', { kind: 'asset', isProper: false }],
    ['example.com/a.png', { kind: 'bare' }],
    ['https://exam ple.com', { kind: 'spaced' }],
  ])('reads %s', (url, expected) => {
    expect(readAddress(url)).toMatchObject(expected)
  })

  it(`finds the short way what the URL parser finds (20,000 addresses, seed ${seed})`, () => {
    const pieces = fc.array(
      fc.constantFrom(
        ...[
          'https://',
          'http://',
          'a',
          'b1',
          '1',
          '127.0.0.1',
          '0x7f',
          'xn--',
          'example.com',
          '.',
          '..',
          '/',
          '//',
          ':',
          ':80',
          ':99999',
          '-',
          '_',
        ],
        ...['@', '?', '#', '%', '%2e', '%zz', '.png', '.MP4', '~', '=', '&', '+', '\\', ' ', '\t', 'ä', '🎬', '[::1]', ';', '"', '<', '|'],
      ),
      { maxLength: 9 },
    )
    const addresses = fc.oneof(
      pieces.map((parts) => `https://${parts.join('')}`),
      pieces.map((parts) => `https://example.com/${parts.join('')}`),
      fc.tuple(webAddress, pieces).map(([address, parts]) => address + parts.join('')),
      fc.string(),
    )
    fc.assert(
      fc.property(addresses, (url) => {
        expect(readAddress(url)).toEqual(readAnyAddress(url))
      }),
      { seed, numRuns: 20_000 },
    )
  })
})
