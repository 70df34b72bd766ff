import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { listMigrations, migrate, migrationsDirectory } from './migrate.ts'
import { createTestDatabase } from './testing/test-database.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-migrations-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

let directory: string
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(root, 'set-'))
  write('1_first', 'CREATE TABLE first (id int); INSERT INTO first VALUES (1);')
  write('2_second', 'ALTER TABLE first ADD COLUMN name text;')
})

function write(name: string, sql: string): void {
  fs.mkdirSync(path.join(directory, name), { recursive: true })
  fs.writeFileSync(path.join(directory, name, 'migration.sql'), sql)
}

describe('migrate', () => {
  it('applies what is missing, in order, and nothing the second time', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    expect(await migrate(test.database.pool, directory)).toEqual({ applied: ['1_first', '2_second'], unknown: [] })
    expect(await migrate(test.database.pool, directory)).toEqual({ applied: [], unknown: [] })
    write('3_third', 'CREATE TABLE third (id int);')
    expect((await migrate(test.database.pool, directory)).applied).toEqual(['3_third'])
  })

  it('applies once when several start together', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    const results = await Promise.all(Array.from({ length: 4 }, () => migrate(test.database.pool, directory)))
    expect(results.flatMap((result) => result.applied).sort()).toEqual(['1_first', '2_second'])
    expect((await test.database.pool.query('SELECT count(*)::int AS count FROM first')).rows).toEqual([{ count: 1 }])
  })

  it('refuses a migration that was edited after it had been applied', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    await migrate(test.database.pool, directory)
    write('2_second', 'ALTER TABLE first ADD COLUMN title text;')
    await expect(migrate(test.database.pool, directory)).rejects.toThrow('2_second was edited')
  })

  it('keeps nothing of a broken migration, and everything before it', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    write('3_broken', 'CREATE TABLE half (id int); INSERT INTO nowhere VALUES (1);')
    await expect(migrate(test.database.pool, directory)).rejects.toThrow(/3_broken failed and was rolled back: .*nowhere/)
    const { rows } = await test.database.pool.query(
      `SELECT to_regclass('half') AS half, (SELECT count(*)::int FROM _prisma_migrations) AS count`,
    )
    expect(rows).toEqual([{ half: null, count: 2 }])
    write('3_broken', 'CREATE TABLE half (id int);')
    expect((await migrate(test.database.pool, directory)).applied).toEqual(['3_broken'])
  })

  it('tells of migrations that only the database knows', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    await migrate(test.database.pool, directory)
    fs.rmSync(path.join(directory, '2_second'), { recursive: true })
    expect((await migrate(test.database.pool, directory)).unknown).toEqual(['2_second'])
  })

  it('refuses to go on over a migration that Prisma recorded as failed', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    await migrate(test.database.pool, directory)
    await test.database.pool.query(`UPDATE _prisma_migrations SET finished_at = NULL WHERE migration_name = '2_second'`)
    await expect(migrate(test.database.pool, directory)).rejects.toThrow('2_second is recorded as failed')
  })

  it('leads an empty database to the app’s own schema', async () => {
    await using test = await createTestDatabase({ isEmpty: true })
    const { applied } = await migrate(test.database.pool)
    expect(applied).toEqual(listMigrations(migrationsDirectory).map((migration) => migration.name))
    expect(await test.database.client.task.count()).toBe(0)
  })
})
