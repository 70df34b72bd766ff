import { ALL_FORMATS, BlobSource, BufferTarget, Input, Logging, LogLevel, UrlSource } from 'mediabunny'
import { convertTimed, type TimedFormat } from '#lib/conversion/convert-timed.ts'

export interface BrowserCut {
  /** The file itself, or our address of it. */
  source: Blob | string
  to: TimedFormat
  start?: number
  end?: number
  onProgress: (share: number) => void
  signal: AbortSignal
}

const types: Record<TimedFormat, string> = { mp4: 'video/mp4', mp3: 'audio/mpeg', wav: 'audio/wav' }

Logging.level = LogLevel.Silent

/** Null where this browser cannot: no codecs, or a page that is not served securely. */
export async function cutInBrowser({ source, to, ...options }: BrowserCut): Promise<Blob | null> {
  if (typeof VideoEncoder === 'undefined' || typeof AudioEncoder === 'undefined') return null
  const target = new BufferTarget()
  using input = new Input({ source: typeof source === 'string' ? new UrlSource(source) : new BlobSource(source), formats: ALL_FORMATS })
  try {
    const result = await convertTimed({ input, target, to, ...options })
    return result === 'done' && target.buffer ? new Blob([target.buffer], { type: types[to] }) : null
  } catch (error) {
    if (options.signal.aborted) throw error
    // What a browser chokes on, the server may still read.
    return null
  }
}
