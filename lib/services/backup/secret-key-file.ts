import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

const fileIn = (dataDir: string) => path.join(dataDir, 'secret-key')

/** The key that the app generated for itself; null where there is none. */
export async function findSecretKey(dataDir: string): Promise<string | null> {
  try {
    return (await readFile(fileIn(dataDir), 'utf8')).trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Puts a key in place of the one that is there; gives back how to undo it. */
export async function installSecretKey(dataDir: string, secretKey: string): Promise<() => Promise<void>> {
  const previous = await findSecretKey(dataDir)
  if (previous === secretKey.trim()) return async () => {}
  await write(dataDir, secretKey.trim())
  return () => (previous === null ? rm(fileIn(dataDir), { force: true }) : write(dataDir, previous))
}

async function write(dataDir: string, secretKey: string): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const draft = `${fileIn(dataDir)}.${process.pid}`
  await writeFile(draft, `${secretKey}\n`, { mode: 0o600, flush: true })
  await rename(draft, fileIn(dataDir))
}
