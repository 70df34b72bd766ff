import type { HashMessage } from './hash-worker.ts'

/** Hashes away from the page, which stays quick to type in. Rejects when the file cannot be read any more, or when stopped. */
export function hashFile(file: Blob, onProgress: (progress: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' })
    const stop = () => finish(() => reject(new Error('stopped')))
    const finish = (settle: () => void) => {
      signal.removeEventListener('abort', stop)
      worker.terminate()
      settle()
    }
    signal.addEventListener('abort', stop, { once: true })
    worker.addEventListener('error', (event) => finish(() => reject(new Error(event.message))))
    worker.addEventListener('message', ({ data }: MessageEvent<HashMessage>) => {
      if ('progress' in data) onProgress(data.progress)
      else if ('sha256' in data) finish(() => resolve(data.sha256))
      else finish(() => reject(new Error(data.error)))
    })
    worker.postMessage(file)
  })
}
