import { describe, expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { vendors } from './registry.ts'

describe('addresses of references', () => {
  const judge = (vendor: 'loova' | 'seedance2ai' | 'seedance2ink', url: string) =>
    vendors[vendor].check({ vendor, mode: 'image_to_video', prompt: 'A lighthouse', images: [{ url, width: 1280, height: 720 }] })

  it.each([
    'https://example.com/a.png',
    'HTTP://EXAMPLE.com/a',
    'https://example.com:8443/a%20b.png?x=1#y',
    'https://bücher.example/ä.png',
    'http://127.0.0.1/a.png',
  ])('takes %s', (url) => {
    expect(judge('loova', url)).toEqual([])
  })

  it.each([
    'example.com/a.png',
    '/a.png',
    '//example.com/a.png',
    'https:example.com/a.png',
    'https:/example.com/a.png',
    'https://',
    'https://exa mple.com/a.png',
    ' https://example.com/a.png',
    'https://example.com/a.png\n',
    'https://example.com\\@evil.example/a.png',
    'https://user:secret@example.com/a.png',
    'https://user@example.com/a.png',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'asset://asset-1',
    'https://[::1/a.png',
    'https://example.com:99999/a.png',
  ])('refuses %j at the entry', (url) => {
    expect(judge('loova', url)).toMatchObject([{ path: 'images', index: 0, code: 'invalid_url', severity: 'error' }])
  })

  it.each([
    [' https://example.com/a.png\n', 'Remove the spaces around it', 'https://example.com/a.png'],
    ['example.com/a.png', 'Put https:// before it', 'https://example.com/a.png'],
    ['example.com:8443/a.png', 'Put https:// before it', 'https://example.com:8443/a.png'],
    ['https://user:sec@ret@example.com/a.png?to=a@b.c', 'Leave out the password', 'https://example.com/a.png?to=a@b.c'],
  ])('offers the address that %j most likely means', (url, label, repaired) => {
    const [issue] = judge('loova', url)
    expect(issue?.fix).toMatchObject({ label, set: { images: [{ url: repaired, width: 1280, height: 720 }] } })
  })

  it('never repeats a password in a message', () => {
    expect(judge('loova', 'https://user:secret@example.com/a.png')[0]?.message).not.toContain('secret')
  })

  it('takes asset references only where the vendor has them', () => {
    expect(judge('seedance2ai', 'asset://asset-20260326-abc123')).toEqual([])
    expect(judge('seedance2ai', 'asset://')).toMatchObject([{ code: 'invalid_url' }])
    expect(judge('seedance2ink', 'asset://x')).toMatchObject([{ code: 'invalid_url' }])
  })

  it('knows the kinds of files a vendor lists, and only warns where an address shows none', () => {
    expect(judge('seedance2ink', 'https://example.com/a.tiff')).toMatchObject([{ code: 'not_an_option', severity: 'error' }])
    expect(judge('seedance2ink', 'https://example.com/A.PNG?size=1')).toEqual([])
    expect(judge('seedance2ink', 'https://example.com/image')).toMatchObject([{ code: 'unknown_fact', severity: 'warning' }])
  })

  it('leaves uploads alone: they get an address later', () => {
    const request: GenerationRequest = {
      vendor: 'seedance2ink',
      mode: 'image_to_video',
      prompt: 'A lighthouse',
      images: [{ upload: 'u1' }],
    }
    expect(vendors.seedance2ink.check(request)).toEqual([])
  })
})
