import { ownFetch } from '#components/shell/own-fetch.ts'
import { hashFile } from './hash-file.ts'
import { probeLocalFile } from './probe-local-file.ts'
import { createResumeMemory } from './resume-memory.ts'
import { sendFile } from './send-file.ts'
import { createTransferQueue } from './transfer-queue.ts'

const longestPauseMs = 30_000

/** One queue for the page: a file goes on while its person looks at the gallery. */
export const transfers = createTransferQueue({
  memory: createResumeMemory(),
  probe: probeLocalFile,
  hash: hashFile,
  send: sendFile,
  discard: (session) => void ownFetch(`/api/uploads/sessions/${session}`, { method: 'DELETE', keepalive: true }).catch(() => {}),
  pause: (attempt, signal) =>
    new Promise((resolve) => {
      const end = () => {
        window.clearTimeout(timer)
        window.removeEventListener('online', end)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const timer = window.setTimeout(end, Math.min(1000 * 2 ** attempt, longestPauseMs))
      window.addEventListener('online', end)
      signal.addEventListener('abort', end)
    }),
  createKey: () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  showPicture: (picture) => URL.createObjectURL(picture),
  dropPicture: (address) => URL.revokeObjectURL(address),
})
