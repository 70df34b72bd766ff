import { rename, rm } from 'node:fs/promises'

/** The file is there whole or not at all, also when the process dies over it. */
export async function writeWhole<Result>(outputPath: string, write: (temporaryPath: string) => Promise<Result>): Promise<Result> {
  const temporaryPath = `${outputPath}.${process.pid}.part`
  try {
    const result = await write(temporaryPath)
    await rename(temporaryPath, outputPath)
    return result
  } finally {
    await rm(temporaryPath, { force: true })
  }
}
