import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ServiceContext } from './context.ts'

/** Where a stored film can be read: where it lies, on a disk of ours, or in the copy that this makes. Null when it is gone. */
export async function localFilm(context: ServiceContext, storageKey: string, copy: string): Promise<string | null> {
  const { storage } = context
  if (storage.localPath) return (await storage.stat(storageKey)) && storage.localPath(storageKey)
  return (await copyFilm(context, storageKey, copy)) && copy
}

/** Null when it is gone. */
export async function copyFilm(
  context: ServiceContext,
  storageKey: string,
  file: string,
): Promise<{ bytes: number; sha256: string } | null> {
  const source = await context.storage.read(storageKey)
  if (!source) return null
  const hash = createHash('sha256')
  let bytes = 0
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      hash.update(chunk)
      done(null, chunk)
    },
  })
  await pipeline(source, meter, createWriteStream(file))
  return { bytes, sha256: hash.digest('hex') }
}
