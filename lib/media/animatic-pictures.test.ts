import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Mp4OutputFormat } from 'mediabunny'
import { expect, test } from 'vitest'
import { loadClip } from './animatic-pictures.ts'
import { makeFilm } from './testing/make-film.ts'

test('a film of fewer frames than the renderer asks for is shown frame after frame all the same', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'dailies-slow-'))
  try {
    const file = path.join(directory, 'slow.mp4')
    await makeFilm(file, {
      format: new Mp4OutputFormat(),
      seconds: 2,
      video: { codec: 'avc', framesPerSecond: 5, width: 64, height: 36 },
    })
    const frames = await loadClip({ file }, 64, 36)
    expect(frames).toHaveLength(24)
    expect(new Set(frames).size).toBe(10)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
})
