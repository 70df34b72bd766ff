import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import S3rver from 's3rver'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createStorage } from './create-storage.ts'
import { createDiskStorage } from './disk-storage.ts'
import { createS3Storage } from './s3-storage.ts'
import type { ListedObject, Storage } from './storage.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-storage-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

const s3 = new S3rver({
  port: 0,
  address: '127.0.0.1',
  silent: true,
  directory: path.join(root, 's3'),
  configureBuckets: [{ name: 'takes' }],
})

interface Subject {
  storage: Storage
  close(): Promise<void>
}

const subjects: Record<string, () => Promise<Subject>> = {
  disk: async () => ({ storage: createDiskStorage(path.join(root, 'disk')), close: async () => {} }),
  s3: async () => {
    const { port } = await s3.run()
    const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
    return {
      storage: createS3Storage({ bucket: 'takes', endpoint: `http://127.0.0.1:${port}`, credentials }),
      close: () => s3.close(),
    }
  },
}

const mp4 = { contentType: 'video/mp4' }

describe.each(Object.keys(subjects))('%s storage', (name) => {
  let subject: Subject
  let storage: Storage
  beforeAll(async () => {
    const open = subjects[name]
    if (!open) throw new Error(name)
    subject = await open()
    storage = subject.storage
  })
  afterAll(() => subject.close())

  const readAll = async (key: string, range?: { start: number; end: number }) => {
    const stream = await storage.read(key, range)
    return stream === null ? null : buffer(stream)
  }

  it('returns what was written, with its size and validator', async () => {
    await storage.write('videos/one/video.mp4', Readable.from([Buffer.from('hello '), Buffer.from('world')]), { ...mp4, bytes: 11 })
    expect((await readAll('videos/one/video.mp4'))?.toString()).toBe('hello world')
    const found = await storage.stat('videos/one/video.mp4')
    expect(found).toMatchObject({ bytes: 11 })
    expect(found?.etag).toMatch(/^"[^"]+"$/)
    expect(found?.modifiedAt).toBeInstanceOf(Date)
    expect((await storage.stat('videos/one/video.mp4'))?.etag).toBe(found?.etag)
  })

  it('carries a file of several parts unchanged', async () => {
    const bytes = randomBytes(20 * 1024 * 1024)
    const chunks = Array.from({ length: 20 }, (_, index) => bytes.subarray(index << 20, (index + 1) << 20))
    await storage.write('videos/large.mp4', Readable.from(chunks), mp4)
    expect((await readAll('videos/large.mp4'))?.equals(bytes)).toBe(true)
  })

  it('holds an empty file', async () => {
    await storage.write('empty.bin', Readable.from([]), { contentType: 'application/octet-stream', bytes: 0 })
    expect(await storage.stat('empty.bin')).toMatchObject({ bytes: 0 })
    expect(await readAll('empty.bin')).toHaveLength(0)
  })

  it('reads a range, both ends included', async () => {
    await storage.write('range.bin', Readable.from([Buffer.from('0123456789')]), mp4)
    // s3rver takes an end of 0 for no end; Amazon's does not.
    if (name !== 's3') expect((await readAll('range.bin', { start: 0, end: 0 }))?.toString()).toBe('0')
    expect((await readAll('range.bin', { start: 0, end: 1 }))?.toString()).toBe('01')
    expect((await readAll('range.bin', { start: 3, end: 5 }))?.toString()).toBe('345')
    expect((await readAll('range.bin', { start: 7, end: 9 }))?.toString()).toBe('789')
    expect(await readAll('range.bin', { start: 10, end: 20 })).toHaveLength(0)
  })

  it('answers null for a key that is not there, or that is a folder', async () => {
    expect(await storage.stat('missing/video.mp4')).toBeNull()
    expect(await storage.read('missing/video.mp4')).toBeNull()
    expect(await storage.stat('videos')).toBeNull()
    expect(await storage.read('videos')).toBeNull()
    expect(await storage.read('range.bin/below')).toBeNull()
  })

  it('replaces a key whole, with another validator', async () => {
    await storage.write('again.bin', Readable.from([Buffer.from('first')]), mp4)
    const before = await storage.stat('again.bin')
    await storage.write('again.bin', Readable.from([Buffer.from('other')]), mp4)
    expect((await readAll('again.bin'))?.toString()).toBe('other')
    expect((await storage.stat('again.bin'))?.etag).not.toBe(before?.etag)
  })

  it('takes a finished file over', async () => {
    const file = path.join(root, `${name}-finished.mp4`)
    fs.writeFileSync(file, 'finished')
    await storage.putFile('videos/two/video.mp4', file, mp4)
    expect((await readAll('videos/two/video.mp4'))?.toString()).toBe('finished')
    expect(fs.existsSync(file)).toBe(false)
  })

  it('leaves nothing of a source that broke off', async () => {
    const breaking = Readable.from(
      (async function* () {
        yield randomBytes(9 * 1024 * 1024)
        throw new Error('connection reset')
      })(),
    )
    await expect(storage.write('videos/broken.mp4', breaking, mp4)).rejects.toThrow('connection reset')
    expect(await storage.stat('videos/broken.mp4')).toBeNull()
  })

  it('leaves nothing of a source that was destroyed without a word', async () => {
    const source = new Readable({ read() {} })
    source.push('half')
    const writing = storage.write('videos/destroyed.mp4', source, mp4)
    source.destroy()
    await expect(writing).rejects.toThrow()
    expect(await storage.stat('videos/destroyed.mp4')).toBeNull()
  })

  it.each([3, 5])('refuses a source of another length than the announced %i bytes', async (bytes) => {
    const writing = storage.write('videos/length.mp4', Readable.from([Buffer.from('four')]), { ...mp4, bytes })
    await expect(writing).rejects.toThrow(`Expected ${bytes} bytes and received 4`)
    expect(await storage.stat('videos/length.mp4')).toBeNull()
  })

  it('removes a key, and does not mind when it is gone', async () => {
    await storage.write('videos/gone/video.mp4', Readable.from([Buffer.from('x')]), mp4)
    await storage.remove('videos/gone/video.mp4')
    await storage.remove('videos/gone/video.mp4')
    expect(await storage.stat('videos/gone/video.mp4')).toBeNull()
    expect(await storage.stat('videos/one/video.mp4')).not.toBeNull()
  })

  it.each(['', '/etc/passwd', '../out', 'a/../../b', 'a//b', 'a/', '.hidden', 'a/.tmp/b', 'a\\b', 'a\0b', 'ä', 'x'.repeat(600)])(
    'refuses the key %j',
    async (key) => {
      await expect(storage.write(key, Readable.from([]), mp4)).rejects.toThrow('Not a storage key')
      await expect(storage.read(key)).rejects.toThrow('Not a storage key')
      await expect(storage.stat(key)).rejects.toThrow('Not a storage key')
      await expect(storage.remove(key)).rejects.toThrow('Not a storage key')
      await expect(storage.putFile(key, '/nowhere', mp4)).rejects.toThrow('Not a storage key')
    },
  )

  it('lists what lies below a folder, and nothing beside it', async () => {
    for (const key of ['listed/a.bin', 'listed/b/c.bin', 'listed/b/d/e.bin', 'listed-too/a.bin', 'listed.bin'])
      await storage.write(key, Readable.from([Buffer.from(key)]), mp4)
    const list = async (folder: string) => {
      const found: ListedObject[] = []
      for await (const object of storage.list(folder)) found.push(object)
      return found.toSorted((a, b) => (a.key < b.key ? -1 : 1))
    }
    const found = await list('listed')
    expect(found.map(({ key, bytes }) => [key, bytes])).toEqual([
      ['listed/a.bin', 12],
      ['listed/b/c.bin', 14],
      ['listed/b/d/e.bin', 16],
    ])
    expect(found[0]?.modifiedAt.getTime()).toBe((await storage.stat('listed/a.bin'))?.modifiedAt.getTime())
    expect(await list('missing')).toEqual([])
    await expect(list('../out')).rejects.toThrow('Not a storage key')
  })

  it('says that it works', async () => {
    await storage.check()
  })

  it('serves many writers of one folder while others empty it', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const key = `shared/${index % 3}/${index}.bin`
        await storage.write(key, Readable.from([Buffer.from(String(index))]), mp4)
        if (index % 2 === 0) await storage.remove(key)
      }),
    )
    expect((await readAll('shared/1/1.bin'))?.toString()).toBe('1')
    expect(await storage.stat('shared/0/0.bin')).toBeNull()
  })

  if (name === 'disk') {
    it('keeps no unfinished files', () => {
      expect(fs.readdirSync(path.join(root, 'disk', '.tmp'))).toEqual([])
    })

    it('says why it does not work', async () => {
      const file = path.join(root, 'file')
      fs.writeFileSync(file, '')
      await expect(createDiskStorage(file).check()).rejects.toThrow(/ENOTDIR|EEXIST/)
    })
  }

  if (name === 's3') {
    it('keeps the content type', async () => {
      expect((await storage.stat('videos/one/video.mp4'))?.contentType).toBe('video/mp4')
    })

    it('signs a URL that serves the file without us, under a name', async () => {
      const url = await storage.signedUrl?.('videos/one/video.mp4', {
        expiresInSeconds: 60,
        contentDisposition: `attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.mp4`,
        cacheControl: 'private, max-age=60',
        contentType: 'video/mp4',
      })
      const response = await fetch(url ?? '')
      expect(await response.text()).toBe('hello world')
      expect(response.headers.get('content-disposition')).toContain("filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%221%22.mp4")
      expect(response.headers.get('cache-control')).toBe('private, max-age=60')
    })

    it('says why it does not work', async () => {
      const { port } = new URL((await storage.signedUrl?.('a', { expiresInSeconds: 1 })) ?? '')
      const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' }
      const other = createS3Storage({ bucket: 'nowhere', endpoint: `http://127.0.0.1:${port}`, credentials })
      await expect(other.check()).rejects.toThrow(/bucket/i)
      await expect(other.read('a')).rejects.toThrow(/bucket/i)
    })
  }
})

it('uses the bucket that the environment names, else the data directory, and sends browsers where they get to', () => {
  const none = {
    DATA_DIR: root,
    S3_BUCKET: 'takes',
    S3_ENDPOINT: undefined,
    S3_REGION: undefined,
    S3_ACCESS_KEY_ID: undefined,
    S3_SECRET_ACCESS_KEY: undefined,
    S3_REDIRECT: 'auto',
  } as const
  expect(createStorage({ ...none, S3_BUCKET: undefined })).toMatchObject({ kind: 'disk' })
  expect(createStorage(none)).toMatchObject({ kind: 's3', servesBrowsers: true })
  expect(createStorage({ ...none, S3_REDIRECT: 'off' }).servesBrowsers).toBe(false)
  const inside = { ...none, S3_ENDPOINT: 'http://minio:9000' }
  expect(createStorage(inside).servesBrowsers).toBe(false)
  expect(createStorage({ ...inside, S3_REDIRECT: 'on' }).servesBrowsers).toBe(true)
  expect(createStorage({ ...none, S3_ENDPOINT: 'https://s3.example.com' }).servesBrowsers).toBe(true)
})
