import { rename, rm } from 'node:fs/promises'
import { ALL_FORMATS, FilePathSource, FilePathTarget, Input, Logging, LogLevel } from 'mediabunny'
import { convertTimed, type TimedFormat, type TimedResult } from '#lib/conversion/convert-timed.ts'
import { loadDecoders } from './load-decoders.ts'

export interface ClipCut {
  to: TimedFormat
  /** Seconds. */
  start?: number
  end?: number
  maxSide?: number
}

Logging.level = LogLevel.Silent

/** Cuts a video or sound exactly, or converts it, or both. */
export async function cutClip(filePath: string, outputPath: string, cut: ClipCut): Promise<TimedResult> {
  await loadDecoders()
  using input = new Input({ source: new FilePathSource(filePath), formats: ALL_FORMATS })
  if (!(await input.canRead())) return 'unsupported'
  const temporaryPath = `${outputPath}.${process.pid}.part`
  try {
    const result = await convertTimed({ input, target: new FilePathTarget(temporaryPath), ...cut })
    if (result === 'done') await rename(temporaryPath, outputPath)
    return result
  } finally {
    await rm(temporaryPath, { force: true })
  }
}
