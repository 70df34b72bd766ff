import { sha256 } from '@noble/hashes/sha2.js'

const told = 1024 ** 2

/** The SHA-256 of a file as it is read: the browser's own needs the whole file in memory, and a secure page. */
export async function hashStream(file: Blob, onProgress: (progress: number) => void): Promise<string> {
  const hash = sha256.create()
  let read = 0
  let nextTold = told
  const reader = file.stream().getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    hash.update(part.value)
    read += part.value.length
    if (read < nextTold) continue
    nextTold = read + told
    onProgress(read / file.size)
  }
  return [...hash.digest()].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
