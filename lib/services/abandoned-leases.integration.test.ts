import { afterAll, beforeAll, expect, it } from 'vitest'
import { findTask, moveTask, releaseOthersLeases } from '#lib/data/tasks.ts'
import { submitTask } from './submit-task.ts'
import { submitTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
beforeAll(async () => {
  t = await createTestContext()
})
afterAll(() => t[Symbol.asyncDispose]())

it('lets a copy that a crash cut off begin again at once, and leaves creates and this process’s own work alone', async () => {
  const { client } = t.context.database
  const alice = await t.createViewer('owner')
  const now = t.context.clock()
  const submitOne = () => submitTake(t.context, alice, 'Cut off')
  const lease = (id: string, leaseOwner: string) =>
    client.task.update({ where: { id }, data: { leaseOwner, leaseUntil: new Date(now.getTime() + 600_000), dueAt: null } })
  const [cut, own, create] = [await submitOne(), await submitOne(), await submitOne()]
  for (const id of [cut, own]) {
    await submitTask(t.context, t.engine, id)
    await moveTask(t.engine, client, id, {
      from: ['running'],
      to: 'archiving',
      patch: {},
      event: { type: 'archiving', message: '', at: now },
    })
  }
  await client.task.update({ where: { id: create }, data: { state: 'submitting' } })
  await lease(cut, 'a process that is gone')
  await lease(create, 'a process that is gone')
  await lease(own, t.context.workerId)
  expect(await releaseOthersLeases(t.engine, client, t.context.workerId, now)).toBe(1)
  expect(await findTask(t.engine, client, cut)).toMatchObject({ state: 'archiving', leaseOwner: null, leaseUntil: null, dueAt: now })
  expect(await findTask(t.engine, client, own)).toMatchObject({ leaseOwner: t.context.workerId })
  expect(await findTask(t.engine, client, create)).toMatchObject({ state: 'submitting', leaseOwner: 'a process that is gone' })
})
