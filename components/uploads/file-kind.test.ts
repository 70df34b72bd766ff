import { createHash, randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { readKind, sniffFile } from './file-kind.ts'
import { hashStream } from './hash-stream.ts'

const bytes = (...parts: (string | number[])[]) =>
  new Uint8Array(
    Buffer.concat([...parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))), Buffer.alloc(32)]),
  )

test.each([
  ['image', 'png', bytes([0x89], 'PNG\r\n', [0x1a, 0x0a])],
  ['image', 'jpeg', bytes([0xff, 0xd8, 0xff, 0xe0])],
  ['image', 'webp', bytes('RIFF', [0, 0, 0, 0], 'WEBP')],
  ['image', 'gif', bytes('GIF89a')],
  ['image', 'heic', bytes([0, 0, 0, 24], 'ftypheic')],
  ['image', 'avif', bytes([0, 0, 0, 24], 'ftypavif')],
  ['video', 'mp4', bytes([0, 0, 0, 24], 'ftypisom')],
  ['video', 'mov', bytes([0, 0, 0, 24], 'ftypqt  ')],
  ['video', 'webm', bytes([0x1a, 0x45, 0xdf, 0xa3], '....webm')],
  ['audio', 'mp4', bytes([0, 0, 0, 24], 'ftypM4A ')],
  ['audio', 'wav', bytes('RIFF', [0, 0, 0, 0], 'WAVE')],
  ['audio', 'mp3', bytes('ID3')],
  ['audio', 'mp3', bytes([0xff, 0xfb, 0x90])],
  ['audio', 'ogg', bytes('OggS')],
] as const)('a file is %s (%s) by its first bytes', async (kind, container, head) => {
  expect(sniffFile(head)).toEqual({ kind, container })
  expect(await readKind(new File([head], 'liar.txt'))).toEqual({ ok: true, sniffed: { kind, container } })
})

test.each(['<!doctype html><title>x</title>', '<svg xmlns="http://www.w3.org/2000/svg"/>', '{"name":"dailies"}', 'PK\u0003\u0004', ''])(
  'nothing is made of %j',
  (text) => expect(sniffFile(bytes(text))).toBeNull(),
)

test('a file is hashed as it is read, and says how far it is', async () => {
  const parts = [3, 2, 2].map((size) => randomBytes(size * 1024 ** 2 + 7))
  const told: number[] = []
  const sha256 = await hashStream(new Blob(parts), (progress) => told.push(progress))
  expect(sha256).toBe(createHash('sha256').update(Buffer.concat(parts)).digest('hex'))
  expect(told.length).toBe(3)
  expect(told).toEqual(told.toSorted((a, b) => a - b))
})
