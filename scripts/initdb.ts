import { PGlite } from '@electric-sql/pglite'
import { DurableNodeFS } from '#lib/data/embedded-files.ts'

/** Fills the given directory with a new PostgreSQL cluster. Run by the process that opens the database, as a child of it. */
const directory = process.argv[2]
if (directory === undefined) throw new Error('Which directory?')

// Without its parent nobody would rename the result.
process.once('disconnect', () => process.exit(1))

const database = await PGlite.create({
  fs: new DurableNodeFS(directory),
  startParams: [...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'), '-c', 'wal_sync_method=fsync'],
})
await database.close()
process.exit(0)
