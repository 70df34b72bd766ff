import { Readable } from 'node:stream'
import { createStorage } from '#lib/storage/create-storage.ts'
import { endlessWav } from './endless-wav.ts'

export interface MoveOrder {
  env: Parameters<typeof createStorage>[0]
  direction: 'up' | 'down'
  key: string
  bytes: number
}

/** A process of its own, so that what it holds in memory is the storage's work and nothing else. */
process.on('message', (message) => {
  const { env, direction, key, bytes } = message as MoveOrder
  const storage = createStorage(env)
  const move = async () => {
    if (direction === 'up') return storage.write(key, Readable.from(endlessWav(bytes)), { contentType: 'audio/wav', bytes })
    let read = 0
    for await (const chunk of (await storage.read(key)) ?? []) read += (chunk as Buffer).length
    if (read !== bytes) throw new Error(`${read} of ${bytes} bytes came back`)
  }
  move().then(
    () => process.send?.({ ok: true }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))
