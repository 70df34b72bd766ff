import { mkdir, mkdtemp, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceContext } from './context.ts'

/** A folder on the disk that will keep the file, so that taking it over is a rename; gone with all that is in it when `work` ends. */
export async function withTemporaryDirectory<T>(
  context: ServiceContext,
  purpose: string,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const stem = path.join(context.env.DATA_DIR, 'tmp', `${purpose}-`)
  const directory = await mkdtemp(stem).catch(async () => {
    await mkdir(path.dirname(stem), { recursive: true })
    return mkdtemp(stem)
  })
  try {
    return await work(directory)
  } finally {
    // Most are empty by now.
    await rmdir(directory).catch(() => rm(directory, { recursive: true, force: true }))
  }
}
