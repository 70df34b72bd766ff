import { afterAll, beforeAll, expect, it } from 'vitest'
import { deleteTask } from './deleted-tasks.ts'
import { createId } from './id.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'
import { createUser } from './users.ts'
import { createUserViewer, type UserViewer } from './viewer.ts'

let test: TestDatabase
let viewer: UserViewer
beforeAll(async () => {
  test = await createTestDatabase()
  const person = await createUser(test.database.client, { name: 'Ana', email: 'ana@dailies.test', role: 'owner', passwordHash: 'none' })
  if (!person) throw new Error('no person')
  viewer = createUserViewer(person)
})
afterAll(() => test[Symbol.asyncDispose]())

it('a take that is deleted in the very moment in which its film arrives, or its poster, leaves no file without a name', async () => {
  const { client, pool } = test.database
  const id = createId()
  const request = { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse' }
  const task = { userId: viewer.userId, vendor: 'loova', model: 'any', mode: 'text_to_video', request, requestHash: 'any' }
  await client.task.create({ data: { id, ...task, state: 'succeeded' } })
  const other = await pool.connect()
  try {
    const { rows } = await other.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
    await other.query('BEGIN')
    await other.query(`UPDATE "Task" SET state = 'succeeded' WHERE id = $1`, [id])
    await other.query(
      `INSERT INTO "Video" ("taskId", "storageKey", container, width, height, duration, bytes, sha256) VALUES ($1, 'film.mp4', 'mp4', 16, 9, 5, 1, '')`,
      [id],
    )
    const deletion = test.database.transaction((transaction) => deleteTask(viewer, transaction, id))
    const waiting = 'SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE $1 = ANY(pg_blocking_pids(pid))'
    await expect.poll(async () => (await pool.query(waiting, [rows[0]?.pid])).rows[0].waiting, { timeout: 30_000 }).toBe(1)
    await other.query(`UPDATE "Video" SET "posterKey" = 'poster.webp' WHERE "taskId" = $1`, [id])
    await other.query('COMMIT')
    expect(await deletion).toBe(true)
  } finally {
    other.release()
  }
  const tombstones = await client.storageTombstone.findMany({ select: { storageKey: true } })
  expect(tombstones.map(({ storageKey }) => storageKey).sort()).toEqual(['film.mp4', 'poster.webp'])
  expect(await client.deletedTask.count()).toBe(1)
})
