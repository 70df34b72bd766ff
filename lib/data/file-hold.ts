import type { Database } from './database.ts'

/** Two numbers of our own that name the advisory lock. */
export const fileHold = { classId: 72_707, objectId: 1 } as const

/**
 * While this is held, no process removes the file of a take that has been deleted, so every file that a snapshot names can still be copied.
 * It is a lock of the database session: it ends with its process, however that ends. Several backups may hold it at once.
 */
export async function holdFiles(database: Pick<Database, 'kind' | 'pool'>): Promise<{ release(): Promise<void> }> {
  // The embedded database has one session, which outlives every client of its pool; on a server the lock needs a connection of its own.
  const client = database.kind === 'server' ? await database.pool.connect() : null
  const session = client ?? database.pool
  await session.query(`SELECT pg_advisory_lock_shared(${fileHold.classId}, ${fileHold.objectId})`)
  return {
    /** Throws when the session was lost: files may have been removed meanwhile. */
    async release() {
      try {
        await session.query(`SELECT pg_advisory_unlock_shared(${fileHold.classId}, ${fileHold.objectId})`)
        client?.release()
      } catch (error) {
        client?.release(true)
        throw error
      }
    },
  }
}
