import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import path from 'node:path'
import type { ServiceContext } from './context.ts'

/** A folder on the disk that will keep the file, so that taking it over is a rename; gone with all that is in it when `work` ends. */
export async function withTemporaryDirectory<T>(
  context: ServiceContext,
  purpose: string,
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const root = path.join(context.env.DATA_DIR, 'tmp')
  await mkdir(root, { recursive: true })
  const directory = await mkdtemp(path.join(root, `${purpose}-`))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
