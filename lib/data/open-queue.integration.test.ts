import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deadLetterQueue, openQueue, type PgBossQueue, type TaskJobData } from './open-queue.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let test: TestDatabase
let queue: PgBossQueue
beforeAll(async () => {
  test = await createTestDatabase()
  queue = await openQueue(test.database)
})
afterAll(async () => {
  await queue.stop()
  await test[Symbol.asyncDispose]()
})

const inAnHour = () => new Date(Date.now() + 3_600_000)
const waiting = (taskId: string) => queue.boss.findJobs<TaskJobData>('check', { key: taskId, queued: true })

describe('the queue', () => {
  it('keeps a job that was enqueued in a committed transaction', async () => {
    await test.database.transaction((client) => queue.enqueue(client, { name: 'check', taskId: 'committed' }))
    expect((await waiting('committed')).map((job) => job.data)).toEqual([{ taskId: 'committed' }])
  })

  it('forgets a job whose transaction was rolled back', async () => {
    const failing = test.database.transaction(async (client) => {
      await queue.enqueue(client, { name: 'check', taskId: 'rolled-back' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await waiting('rolled-back')).toEqual([])
  })

  it('keeps an acknowledged job although a neighbour’s transaction rolls back around it', async () => {
    const opened = Promise.withResolvers<void>()
    const mayFail = Promise.withResolvers<void>()
    const neighbour = test.database.transaction(async (client) => {
      await client.user.count()
      opened.resolve()
      await mayFail.promise
      throw new Error('neighbour')
    })
    await opened.promise
    const enqueued = queue.enqueue(test.database.client, { name: 'check', taskId: 'beside' })
    const sent = queue.boss.send('check', { taskId: 'sent' }, { singletonKey: 'sent' })
    mayFail.resolve()
    await expect(neighbour).rejects.toThrow('neighbour')
    await Promise.all([enqueued, sent])
    expect(await waiting('beside')).toHaveLength(1)
    expect(await waiting('sent')).toHaveLength(1)
  })

  it('keeps one waiting job per task, at the earliest moment asked for', async () => {
    const later = inAnHour()
    await queue.enqueue(test.database.client, { name: 'check', taskId: 'one', startAfter: later })
    await queue.enqueue(test.database.client, { name: 'check', taskId: 'one', startAfter: new Date(later.getTime() + 1000) })
    expect((await waiting('one')).map((job) => job.startAfter)).toEqual([later])
    await queue.enqueue(test.database.client, { name: 'check', taskId: 'one' })
    const [job, ...more] = await waiting('one')
    expect(more).toEqual([])
    expect(job?.startAfter.getTime()).toBeLessThan(Date.now())
    await queue.enqueue(test.database.client, { name: 'check', taskId: 'one', startAfter: later })
    expect((await waiting('one'))[0]?.startAfter).toEqual(job?.startAfter)
  })

  it('moves a waiting job forward only if the transaction commits', async () => {
    const later = inAnHour()
    await queue.enqueue(test.database.client, { name: 'check', taskId: 'forward', startAfter: later })
    const failing = test.database.transaction(async (client) => {
      await queue.enqueue(client, { name: 'check', taskId: 'forward' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect((await waiting('forward'))[0]?.startAfter).toEqual(later)
  })

  it('takes a new job for a task whose job is being worked', async () => {
    await queue.enqueue(test.database.client, { name: 'archive', taskId: 'worked' })
    const [active] = await queue.boss.fetch<TaskJobData>('archive')
    expect(active?.data.taskId).toBe('worked')
    await queue.enqueue(test.database.client, { name: 'archive', taskId: 'worked', startAfter: inAnHour() })
    expect(await queue.boss.findJobs('archive', { key: 'worked', queued: true })).toHaveLength(1)
    if (active) await queue.boss.complete('archive', active.id)
  })

  it('wakes a worker by notification, inside and outside transactions', async () => {
    const worked: string[] = []
    const all = Promise.withResolvers<void>()
    await queue.boss.work<TaskJobData>('submit', { batchSize: 5, notifyPollingIntervalSeconds: 600 }, async (jobs) => {
      worked.push(...jobs.map((job) => job.data.taskId))
      if (worked.length === 2) all.resolve()
    })
    await queue.enqueue(test.database.client, { name: 'submit', taskId: 'outside' })
    await test.database.transaction((client) => queue.enqueue(client, { name: 'submit', taskId: 'inside' }))
    await all.promise
    await queue.boss.offWork('submit')
    expect(worked.sort()).toEqual(['inside', 'outside'])
  })

  it('puts a job whose handler threw aside, without another try', async () => {
    await queue.enqueue(test.database.client, { name: 'archive', taskId: 'broken' })
    const [job] = await queue.boss.fetch<TaskJobData>('archive')
    if (!job) throw new Error('no job')
    await queue.boss.fail('archive', job.id, { message: 'handler threw' })
    expect(await queue.boss.findJobs('archive', { key: 'broken', queued: true })).toEqual([])
    const dead = await queue.boss.findJobs<TaskJobData>(deadLetterQueue, {})
    expect(dead.map((entry) => entry.data)).toEqual([{ taskId: 'broken' }])
  })

  it('loses no job among transactions that roll back beside it', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `busy-${index}`)
    await Promise.all(
      ids.flatMap((taskId) => [
        queue.enqueue(test.database.client, { name: 'check', taskId, startAfter: inAnHour() }),
        test.database
          .transaction(async (client) => {
            await queue.enqueue(client, { name: 'check', taskId: `${taskId}-gone`, startAfter: inAnHour() })
            throw new Error('no')
          })
          .catch(() => {}),
      ]),
    )
    const { rows } = await test.database.pool.query(
      `SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'check' AND singleton_key LIKE 'busy-%'`,
    )
    expect(rows).toEqual([{ count: ids.length }])
  })
})
