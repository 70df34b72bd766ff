import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { advanceTask } from './advance-task.ts'
import { createTask } from './create-tasks.ts'
import { claimCopy, claimDueTasks, claimTask } from './engine-tasks.ts'
import { createId } from './id.ts'
import { createTaskAlarms } from './task-alarms.ts'
import { findTask, releaseLeases } from './tasks.ts'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'
import { createUser } from './users.ts'
import { createEngineViewer, createUserViewer, type UserViewer } from './viewer.ts'

let test: TestDatabase
let alice: UserViewer
const engine = createEngineViewer()
beforeAll(async () => {
  test = await createTestDatabase()
  const user = await createUser(test.database.client, { name: 'A', email: 'a@example.com', role: 'owner', passwordHash: 'x' })
  if (!user) throw new Error('no user')
  alice = createUserViewer(user)
})
afterAll(() => test[Symbol.asyncDispose]())

const start = new Date('2026-11-21T12:00:00Z')
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000)

function newTask(idempotencyKey: string | null = null) {
  return createTask(
    alice,
    test.database,
    {
      id: createId(),
      request: { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse' },
      model: 'any',
      requestHash: 'any',
      idempotencyKey,
      isSandbox: true,
      creditsQuoted: null,
      retryOfId: null,
      createdAt: start,
    },
    { type: 'created', message: 'Accepted.', at: start },
  )
}

async function makeTask(state: string, dueAt: Date | null): Promise<string> {
  const task = await newTask()
  if (!task) throw new Error('no task')
  await test.database.client.task.update({ where: { id: task.id }, data: { state, dueAt } })
  return task.id
}

const dueAt = async (id: string) => (await findTask(engine, test.database.client, id))?.dueAt
const lease = (owner: string, now: Date) => ({ owner, now, until: new Date(now.getTime() + 30_000) })

describe('an alarm', () => {
  const alarms = () => createTaskAlarms(test.database)

  it('is the earliest moment asked for', async () => {
    const id = await makeTask('running', later(60))
    const { client } = test.database
    await alarms().enqueue(client, { name: 'check', taskId: id, startAfter: later(70) })
    expect(await dueAt(id)).toEqual(later(60))
    await alarms().enqueue(client, { name: 'check', taskId: id, startAfter: later(10) })
    expect(await dueAt(id)).toEqual(later(10))
  })

  it('is set or not with the transaction that it belongs to', async () => {
    const id = await makeTask('running', later(60))
    const failing = test.database.transaction(async (client) => {
      await alarms().enqueue(client, { name: 'check', taskId: id })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await dueAt(id)).toEqual(later(60))
  })

  it('is not set for a task that has left the job’s states', async () => {
    const id = await makeTask('cancelled', null)
    await alarms().enqueue(test.database.client, { name: 'submit', taskId: id })
    expect(await dueAt(id)).toBeNull()
  })

  it('is heard by another process, and by this one when it is rung here', async () => {
    const heard: (string | undefined)[] = []
    const connected = Promise.withResolvers<void>()
    const notified = Promise.withResolvers<void>()
    const here = alarms()
    const listening = await here.listen((job) => {
      heard.push(job?.taskId)
      if (heard.length === 1) connected.resolve()
      if (heard.length === 3) notified.resolve()
    })
    await connected.promise
    here.ring({ name: 'submit', taskId: 'rung here' })
    // A statement of this very process says who it is, so that it does not look twice; another's is heard.
    await newTask()
    await test.database.pool.query(`SELECT pg_notify('dailies_alarm', 'somebody else')`)
    await notified.promise
    await listening.close()
    expect(heard).toEqual([undefined, 'rung here', undefined])
  })
})

describe('due tasks', () => {
  it('are claimed by one worker each, the longest due first, and due again when the lease ends', async () => {
    await test.database.client.task.deleteMany()
    const ids = [await makeTask('running', later(3)), await makeTask('running', later(1)), await makeTask('running', later(2))]
    await makeTask('running', later(99))
    const claim = (owner: string, now: Date, limit: number) =>
      claimDueTasks(engine, test.database, { ...lease(owner, now), limit, except: [] })
    const [first, second] = await Promise.all([claim('a', later(5), 2), claim('b', later(5), 2)])
    expect([...first, ...second].map((task) => task.id).toSorted()).toEqual(ids.toSorted())
    expect(await claim('c', later(30), 9)).toEqual([])
    expect((await claim('c', later(40), 9)).map((task) => task.leaseOwner)).toEqual(['c', 'c', 'c'])
    expect(await releaseLeases(engine, test.database.client, 'c', later(41))).toBe(3)
    expect(await claim('d', later(42), 9)).toHaveLength(3)
  })

  it('of an account that fills a process are left to others', async () => {
    await test.database.client.task.deleteMany()
    await makeTask('running', later(1))
    const account = { vendor: 'loova', isSandbox: true } as const
    const claim = (except: (typeof account)[]) => claimDueTasks(engine, test.database, { ...lease('a', later(5)), limit: 9, except })
    expect(await claim([account])).toEqual([])
    expect(await claim([])).toHaveLength(1)
  })

  it('are worked on before their time when somebody asks, but not beside somebody else', async () => {
    const id = await makeTask('archiving', later(60))
    expect(await claimCopy(engine, test.database, id, lease('a', later(5)))).toMatchObject({
      id,
      leaseOwner: 'a',
      dueAt: later(35),
    })
    expect(await claimCopy(engine, test.database, id, lease('b', later(6)))).toBeNull()
    expect(await claimTask(engine, test.database, id, lease('b', later(90)))).toBeNull()
  })
})

describe('a move', () => {
  it('shares its commit with others, and each is told whether it was in time', async () => {
    const ids = [await makeTask('running', null), await makeTask('running', null)]
    const move = (id: string, message: string) =>
      advanceTask(engine, test.database, {
        id,
        from: ['running'],
        to: 'failed',
        patch: { vendorMessage: message, finishedAt: later(1) },
        event: { type: 'failed', message, at: later(1) },
        now: later(1),
      })
    // What a vendor says may hold characters that the database does not take.
    const strange = 'no\u0000 lone \ud800 surrogate \\u0000'
    const moved = await Promise.all([move(ids[0] ?? '', strange), move(ids[1] ?? '', 'no'), move(ids[0] ?? '', 'too late')])
    expect(moved.map((step) => step !== null)).toEqual([true, true, false])
    const third = await makeTask('running', null)
    const [late, inTime] = await Promise.all([move(ids[0] ?? '', 'too late'), move(third, 'no')])
    expect([late, inTime]).toEqual([null, { dueAt: null, hasRung: false }])
    const row = await findTask(engine, test.database.client, ids[0] ?? '')
    expect(row).toMatchObject({ state: 'failed', vendorMessage: 'no lone \ufffd surrogate \\u0000', finishedAt: later(1), progress: null })
    expect(await test.database.client.taskEvent.count({ where: { type: 'failed', taskId: { in: [...ids, third] } } })).toBe(3)
  })
})

describe('tasks that are created at the same moment', () => {
  it('share a commit, and one that the database refuses is nobody else’s failure', async () => {
    await test.database.client.task.deleteMany()
    const stranger = createUserViewer({ id: 'nobody', role: 'member' })
    const event = { type: 'created', message: 'Accepted.', at: start }
    const task = { id: createId(), request: { vendor: 'loova', mode: 'text_to_video' }, model: 'any', requestHash: 'any' } as const
    const rest = { idempotencyKey: null, isSandbox: true, creditsQuoted: null, retryOfId: null, createdAt: start }
    const refused = createTask(stranger, test.database, { ...task, ...rest }, event)
    const results = await Promise.allSettled([newTask(), refused, newTask()])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await test.database.client.task.count()).toBe(2)
    expect(await test.database.client.taskEvent.count()).toBe(2)
  })

  it('under one key are one', async () => {
    const made = await Promise.all([newTask('same'), newTask('same'), newTask('other')])
    expect(made.map((task) => task !== null)).toEqual([true, false, true])
  })
})
