import { expect, it } from 'vitest'
import { openQueue } from './open-queue.ts'
import { createTestDatabase } from './testing/test-database.ts'

it('processes that start together on an empty server make the queue’s schema once', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 2; round++) {
    await using test = await createTestDatabase({ isEmpty: true })
    const databases = [test.database, ...(await Promise.all(Array.from({ length: 7 }, () => test.reopen())))]
    // Connected before, so that they meet in the schema and not in the handshake.
    await Promise.all(databases.map((database) => database.check()))
    const opened = await Promise.allSettled(databases.map((database) => openQueue(database, { isWorker: false })))
    for (const one of opened) if (one.status === 'fulfilled') await one.value.stop()
    expect(opened.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([])
  }
})
