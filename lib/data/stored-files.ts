import { z } from 'zod'
import { isSettled, taskStates } from '#lib/generation/task-state.ts'
import type { Client } from './database.ts'
import { fileColumns } from './snapshot.ts'
import type { EngineViewer } from './viewer.ts'

const rowsSchema = z.array(z.object({ key: z.string() }))

/** A tombstone names its file too: it alone knows whether a backup still needs it. */
const namedQuery = [
  ...fileColumns.map(({ table, column }) => `SELECT "${column}" AS key FROM "${table}" WHERE "${column}" = ANY($1::text[])`),
  'SELECT "storageKey" AS key FROM "StorageTombstone" WHERE "storageKey" = ANY($1::text[])',
].join(' UNION ')

/** Those of the files that some row names, read at one moment: a file that is being deleted is named by its row or by its tombstone. */
export async function findNamedFiles(_viewer: EngineViewer, client: Client, keys: readonly string[]): Promise<Set<string>> {
  const rows: unknown = await client.$queryRawUnsafe(namedQuery, keys)
  return new Set(rowsSchema.parse(rows).map((row) => row.key))
}

/** Those of the ids whose take may still get its file. */
export async function findUnsettledTasks(_viewer: EngineViewer, client: Client, ids: readonly string[]): Promise<Set<string>> {
  const where = { id: { in: [...ids] }, state: { in: taskStates.filter((state) => !isSettled(state)) } }
  return new Set((await client.task.findMany({ where, select: { id: true } })).map((task) => task.id))
}
