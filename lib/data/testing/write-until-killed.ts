import { openEmbedded } from '../embedded.ts'

/** Sends the id of each row after its commit was acknowledged, or why it could not open the database. */
const [directory] = process.argv.slice(2)
if (directory === undefined) throw new Error('Which directory?')
// Without its parent nobody reads the acknowledgements.
process.once('disconnect', () => process.exit(1))

try {
  const embedded = await openEmbedded({ directory, connectionTimeoutMs: 30_000 })
  await embedded.pool.query('CREATE TABLE IF NOT EXISTS written (id serial PRIMARY KEY)')
  for (;;) {
    const { rows } = await embedded.pool.query<{ id: number }>(
      'INSERT INTO written (id) SELECT coalesce(max(id), 0) + 1 FROM written RETURNING id',
    )
    process.send?.(rows[0]?.id)
  }
} catch (error) {
  process.send?.(error instanceof Error ? error.message : String(error))
  process.disconnect()
}
