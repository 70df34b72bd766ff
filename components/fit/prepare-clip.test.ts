import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Mp4OutputFormat } from 'mediabunny'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeFilm } from '#lib/media/testing/make-film.ts'
import { userData, where, withInIndex } from '#lib/media/testing/movie-boxes.ts'
import { prepareClip } from './prepare-clip.ts'

let directory = ''
let film: Buffer<ArrayBuffer>
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dailies-prepare-'))
  const file = path.join(directory, 'film.mp4')
  const video = { codec: 'avc', framesPerSecond: 10, width: 64, height: 36 } as const
  await makeFilm(file, { format: new Mp4OutputFormat({ fastStart: false }), seconds: 1, video })
  film = Buffer.from(await readFile(file))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

const fileOf = (bytes: Buffer, type = 'video/mp4') => new File([Uint8Array.from(bytes)], 'beach.mp4', { type, lastModified: 7 })

test('a film that names its place is sent without it, under the same name', async () => {
  const { file, note } = await prepareClip(fileOf(withInIndex(film, userData)))
  expect(note).toBe('Location removed before sending')
  expect(file).toMatchObject({ name: 'beach.mp4', type: 'video/mp4', lastModified: 7, size: film.length + userData.length })
  expect(Buffer.from(await file.arrayBuffer()).includes(where)).toBe(false)
})

test('a film that says nothing goes as it is, and so does what cannot be read', async () => {
  for (const file of [fileOf(film), fileOf(film.subarray(0, 50)), fileOf(Buffer.from('no film at all'))])
    expect(await prepareClip(file)).toEqual({ file, note: null })
})
