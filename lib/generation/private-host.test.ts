import { describe, expect, it } from 'vitest'
import { isPublicAddress } from '#lib/transport/public-address.ts'
import { hasPrivateHost } from './private-host.ts'

describe('a private address', () => {
  it.each([
    'http://169.254.169.254/a.mp4',
    'http://localhost:4711/a.mp4',
    'http://LOCALHOST./a.mp4',
    'https://films.localhost/a.mp4',
    'http://127.0.0.1/a.mp4',
    'http://2130706433/a.mp4',
    'http://0x7f.1/a.mp4',
    'http://0.0.0.0/a.mp4',
    'http://10.1.2.3/a.mp4',
    'http://100.64.0.1/a.mp4',
    'http://172.16.0.1/a.mp4',
    'http://172.31.255.255/a.mp4',
    'http://192.168.1.20:8080/a.mp4',
    'http://255.255.255.255/a.mp4',
    'http://[::1]/a.mp4',
    'http://[::ffff:10.0.0.1]/a.mp4',
    'http://[fd00::5]:9000/a.mp4',
    'http://[fe80::1]/a.mp4',
    'http://nas/a.mp4',
    'http://nas.local/a.mp4',
    'http://store.internal/a.mp4',
    ' http://localhost/a.mp4 ',
  ])('is %s', (url) => {
    expect(hasPrivateHost(url)).toBe(true)
    const host = new URL(url.trim()).hostname.replace(/^\[|\]$/g, '')
    // Names are told apart by what they resolve to.
    expect(isPublicAddress(host)).toBe(false)
  })

  it.each([
    'https://example.com/a.mp4',
    'https://localhost.example.com/a.mp4',
    'https://local.example/a.mp4',
    'http://11.0.0.1/a.mp4',
    'http://100.63.0.1/a.mp4',
    'http://172.32.0.1/a.mp4',
    'http://192.169.0.1/a.mp4',
    'http://[2606:4700::1111]/a.mp4',
    'ftp://localhost/a.mp4',
    'asset://asset-1',
    'localhost',
    '',
  ])('is not %j', (url) => {
    expect(hasPrivateHost(url)).toBe(false)
  })

  it('may be one that the settings open, at that port only where they name one', () => {
    expect(hasPrivateHost('http://10.0.0.9:9000/a.mp4', ['10.0.0.9:9000'])).toBe(false)
    expect(hasPrivateHost('http://10.0.0.9/a.mp4', ['10.0.0.9:9000'])).toBe(true)
    expect(hasPrivateHost('https://minio/a.mp4', ['minio:443'])).toBe(false)
    expect(hasPrivateHost('http://[::1]:9000/a.mp4', ['[::1]:9000'])).toBe(false)
    expect(hasPrivateHost('http://[fd00::5]/a.mp4', ['fd00::5'])).toBe(false)
  })
})
