import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeMeasured } from './measure-content.ts'

let directory: string

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'measure-content-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

/** Tells when nobody reads it any more. */
function contentOf(chunks: readonly Uint8Array[]) {
  const state = { isEnded: false }
  async function* content() {
    try {
      yield* chunks
    } finally {
      state.isEnded = true
    }
  }
  return { content: content(), state }
}

describe('what is written and measured', () => {
  it.each([
    ['nothing', []],
    ['one small chunk', [5]],
    ['many small chunks', Array.from({ length: 5_000 }, (_, index) => index % 300)],
    ['chunks larger than what is gathered', [1_000_000, 3, 700_000, 262_144]],
  ])('is what came, in its order: %s', async (_what, sizes) => {
    const chunks = sizes.map((size) => randomBytes(size))
    const whole = Buffer.concat(chunks)
    const file = path.join(directory, 'whole')
    const seen: number[] = []
    const measured = await writeMeasured(Readable.from(chunks), file, (bytes) => {
      seen.push(bytes)
      return null
    })
    expect(measured).toEqual({ bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') })
    expect((await readFile(file)).equals(whole)).toBe(true)
    expect(seen.at(-1) ?? 0).toBe(whole.length)
  })

  it.each([
    ['is refused', 'refused', (bytes: number) => (bytes > 600_000 ? new Error('too much') : null), 'too much'],
    ['cannot be written', path.join('missing', 'file'), () => null, 'ENOENT'],
  ])('is read no further when it %s', async (_what, name, judge, message) => {
    const { content, state } = contentOf(Array.from({ length: 10 }, () => randomBytes(100_000)))
    await expect(writeMeasured(content, path.join(directory, name), judge)).rejects.toThrow(message)
    expect(state.isEnded).toBe(true)
  })

  it('says so when what it comes from breaks off', async () => {
    async function* broken() {
      yield randomBytes(400_000)
      throw new Error('broken off')
    }
    await expect(writeMeasured(broken(), path.join(directory, 'broken'))).rejects.toThrow('broken off')
  })
})
