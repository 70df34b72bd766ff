import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, inject, it } from 'vitest'
import { type EmbeddedOptions, openEmbedded } from './embedded.ts'
import { checkpoint, vacuum } from './embedded-maintenance.ts'
import { LossyDisk } from './testing/lossy-disk.ts'

const root = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-embedded-'))
afterAll(() => fs.rmSync(root, { recursive: true, force: true }))

function copyTemplate(name: string): string {
  const directory = path.join(root, name)
  fs.cpSync(inject('embeddedTemplates').prepared, directory, { recursive: true })
  return directory
}

const open = (directory: string, options: Pick<EmbeddedOptions, 'sync' | 'onFailure'> = {}) =>
  openEmbedded({ directory, connectionTimeoutMs: 30_000, ...options })

describe('the embedded database', () => {
  it('syncs to the disk at every commit and not for reading', async () => {
    let syncs = 0
    const embedded = await open(copyTemplate('sync'), {
      sync(descriptor) {
        syncs++
        fs.fsyncSync(descriptor)
      },
    })
    await embedded.pool.query('CREATE TABLE counted (id int)')
    const settings = await embedded.pool.query(
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method') ORDER BY name`,
    )
    expect(Object.fromEntries(settings.rows.map((row) => [row.name, row.setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      wal_sync_method: 'fsync',
    })
    syncs = 0
    for (let id = 0; id < 20; id++) await embedded.pool.query('INSERT INTO counted VALUES ($1)', [id])
    expect(syncs).toBeGreaterThanOrEqual(20)
    syncs = 0
    for (let id = 0; id < 20; id++) await embedded.pool.query('SELECT * FROM counted WHERE id = $1', [id])
    expect(syncs).toBe(0)
    await embedded.close()
  })

  it.runIf(process.platform === 'linux').each([
    { way: 'has every acknowledged row', isSynced: true, survivors: 60 },
    { way: 'would have lost them all without its syncs', isSynced: false, survivors: 0 },
  ])('$way after a power cut that loses what was not synced', async ({ isSynced, survivors }) => {
    const directory = copyTemplate(`power-${isSynced}`)
    const first = await open(directory)
    await first.pool.query('CREATE TABLE paid (id int, note text)')
    await first.close()
    const disk = new LossyDisk(directory)
    let isPowered = true
    const embedded = await open(directory, {
      sync(descriptor) {
        fs.fsyncSync(descriptor)
        if (isSynced && isPowered) disk.sync(descriptor)
      },
    })
    const before = disk.syncs
    for (let id = 0; id < 30; id++) await embedded.pool.query(`INSERT INTO paid VALUES ($1, repeat('x', 500))`, [id])
    if (isSynced) expect(disk.syncs - before).toBeGreaterThanOrEqual(30)
    await checkpoint(embedded)
    for (let id = 30; id < 60; id++) await embedded.pool.query(`INSERT INTO paid VALUES ($1, repeat('x', 500))`, [id])
    const transaction = await embedded.pool.connect()
    await transaction.query('BEGIN')
    await transaction.query(`INSERT INTO paid VALUES (999, 'never acknowledged')`)
    const after = path.join(root, `power-${isSynced}-after`)
    disk.writeTo(after)
    isPowered = false
    await transaction.query('ROLLBACK')
    transaction.release()
    await embedded.close()
    const found = await open(after)
    const { rows } = await found.pool.query<{ id: number }>('SELECT id FROM paid ORDER BY id')
    // Every page, not only the index of what is there.
    await found.pool.query('SELECT count(*), sum(length(note)) FROM paid')
    await found.close()
    expect(rows.map((row) => row.id)).toEqual(Array.from({ length: survivors }, (_, id) => id))
  })

  it('keeps every acknowledged row when its process is killed', async () => {
    const directory = copyTemplate('killed')
    let acknowledged = 0
    for (let round = 1; round <= 3; round++) {
      const child = forkWriter(directory)
      const target = acknowledged + 40
      child.on('message', (id) => {
        acknowledged = Number(id)
        if (acknowledged === target) child.kill('SIGKILL')
      })
      await once(child, 'exit')
      expect(child.signalCode).toBe('SIGKILL')
      expect(acknowledged).toBeGreaterThanOrEqual(target)
      const embedded = await open(directory)
      const { rows } = await embedded.pool.query<{ count: number; max: number }>(
        'SELECT count(*)::int AS count, max(id) AS max FROM written',
      )
      await embedded.close()
      expect(rows[0]?.count).toBe(rows[0]?.max)
      expect(rows[0]?.max).toBeGreaterThanOrEqual(acknowledged)
      acknowledged = rows[0]?.max ?? 0
    }
  })

  it('refuses everything after a sync that failed, tells once, and has every acknowledged row at the next start', async () => {
    const directory = copyTemplate('failing')
    let isFailing = false
    const failures: Error[] = []
    const embedded = await open(directory, {
      sync(descriptor) {
        if (isFailing) throw new Error('EIO: i/o error, fsync')
        fs.fsyncSync(descriptor)
      },
      onFailure: (error) => failures.push(error),
    })
    await embedded.pool.query('CREATE TABLE kept (id int)')
    await embedded.pool.query('INSERT INTO kept VALUES (1)')
    isFailing = true
    await expect(embedded.pool.query('INSERT INTO kept VALUES (2)')).rejects.toThrow(/fsync/)
    isFailing = false
    await expect(embedded.pool.query('SELECT 1')).rejects.toThrow(/has stopped and needs a restart/)
    await expect(embedded.pool.query('INSERT INTO kept VALUES (3)')).rejects.toThrow(/has stopped and needs a restart/)
    expect(failures).toHaveLength(1)
    await embedded.close()
    const again = await open(directory)
    const { rows } = await again.pool.query<{ id: number }>('SELECT id FROM kept ORDER BY id')
    await again.close()
    expect(rows[0]).toEqual({ id: 1 })
    expect(rows.map((row) => row.id)).not.toContain(3)
  })

  it('refuses a second owner and names the directory and the process', async () => {
    const directory = copyTemplate('owned')
    const first = await open(directory)
    await expect(open(directory)).rejects.toThrow(`${fs.realpathSync(directory)} is in use by process ${process.pid}`)
    const child = forkWriter(directory)
    const [message] = await once(child, 'message')
    expect(message).toContain(`in use by process ${process.pid}`)
    await once(child, 'exit')
    await first.close()
    const second = await open(directory)
    await second.close()
  })

  it('refuses an owner in another container by the socket file in the directory', async () => {
    const directory = copyTemplate('container')
    const address = path.join(directory, 'owner.sock')
    const elsewhere = net.createServer((socket) => socket.end('7 on other-container\n'))
    await new Promise<void>((resolve) => elsewhere.listen(address, resolve))
    await expect(open(directory)).rejects.toThrow('in use by process 7 on other-container')
    await new Promise((resolve) => elsewhere.close(resolve))
    const embedded = await open(directory)
    await embedded.close()
  })

  it('makes a new database beside what a crashed first start left, and trusts none of it', async () => {
    const directory = path.join(root, 'fresh')
    fs.mkdirSync(path.join(directory, 'unfinished-crashed'), { recursive: true })
    fs.writeFileSync(path.join(directory, 'unfinished-crashed', 'PG_VERSION'), '18\n')
    const embedded = await open(directory)
    const { rows } = await embedded.pool.query('SELECT 1 AS one')
    await embedded.close()
    expect(rows).toEqual([{ one: 1 }])
    expect(fs.readdirSync(directory)).toEqual(['cluster'])
  })

  it('keeps the log small when it checkpoints', async () => {
    const embedded = await open(copyTemplate('wal'))
    await embedded.pool.query('CREATE TABLE bulk (text text)')
    const write = () => embedded.pool.query(`INSERT INTO bulk SELECT repeat(md5(n::text), 30) FROM generate_series(1, 20000) n`)
    for (let round = 0; round < 4; round++) await write()
    const withoutCheckpoints = embedded.walBytes()
    for (let round = 0; round < 8; round++) {
      await checkpoint(embedded)
      await write()
    }
    await checkpoint(embedded)
    expect(embedded.walBytes()).toBeLessThanOrEqual(withoutCheckpoints)
    await embedded.close()
  })

  it('cleans the busy tables without a background process', async () => {
    const embedded = await open(copyTemplate('vacuum'))
    await vacuum(embedded)
    const { rows } = await embedded.pool.query(`SELECT reltuples >= 0 AS "isAnalysed" FROM pg_class WHERE relname = 'Task'`)
    await embedded.close()
    expect(rows).toEqual([{ isAnalysed: true }])
  })

  it('lets the event loop turn while a burst of statements waits', async () => {
    const embedded = await open(copyTemplate('burst'))
    let turns = 0
    let isDone = false
    const turn = () => {
      turns++
      if (!isDone) setImmediate(turn)
    }
    setImmediate(turn)
    await Promise.all(Array.from({ length: 100 }, () => embedded.pool.query('SELECT 1')))
    isDone = true
    await embedded.close()
    expect(turns).toBeGreaterThanOrEqual(100)
  })
})

function forkWriter(directory: string): ChildProcess {
  return fork(path.resolve('lib/data/testing/write-until-killed.ts'), [directory], { execArgv: [] })
}
