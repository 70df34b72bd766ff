import type { ServiceContext } from './context.ts'
import { type MeasuredContent, writeMeasured } from './measure-content.ts'

/** Where a stored film can be read: where it lies, on a disk of ours, or in the copy that this makes. Null when it is gone. */
export async function localFilm(context: ServiceContext, storageKey: string, copy: string): Promise<string | null> {
  const { storage } = context
  if (storage.localPath) return (await storage.stat(storageKey)) && storage.localPath(storageKey)
  return (await copyFilm(context, storageKey, copy)) && copy
}

/** Null when it is gone. */
export async function copyFilm(context: ServiceContext, storageKey: string, file: string): Promise<MeasuredContent | null> {
  const source = await context.storage.read(storageKey)
  return source && writeMeasured(source, file)
}
