import { afterAll, beforeAll, expect, it } from 'vitest'
import { advanceTask } from '#lib/data/advance-task.ts'
import { createTask } from '#lib/data/create-tasks.ts'
import { createId } from '#lib/data/id.ts'
import type { NewTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { deleteTask } from './delete-task.ts'
import { summarizeSpend } from './spend-summary.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
let owner: UserViewer
let member: UserViewer
beforeAll(async () => {
  test = await createTestContext()
  owner = await test.createViewer('owner')
  member = await test.createViewer('member')
})
afterAll(() => test[Symbol.asyncDispose]())

async function make(
  viewer: UserViewer,
  vendor: VendorId,
  createdAt: string,
  rest: Partial<NewTask> & { charged?: number; state?: string; failureCode?: string; vendorTaskId?: string },
) {
  const { charged, state = 'succeeded', failureCode = null, vendorTaskId = null, ...task } = rest
  const { client } = test.context.database
  const id = createId()
  const created: NewTask = {
    id,
    request: { vendor, mode: 'text_to_video', prompt: 'A lighthouse' },
    model: 'any',
    requestHash: 'any',
    idempotencyKey: null,
    isSandbox: false,
    creditsQuoted: null,
    retryOfId: null,
    createdAt: new Date(createdAt),
    ...task,
  }
  await createTask(viewer, test.context.database, created, { type: 'created', message: 'Accepted.', at: created.createdAt })
  await client.task.update({ where: { id }, data: { state, failureCode, vendorTaskId, creditsCharged: charged ?? null } })
  return id
}

it('adds up one’s own takes by vendor, sandbox and month, and tells nothing charged from nothing told', async () => {
  await make(owner, 'outai', '2026-10-31T23:59:59Z', { charged: 12, creditsQuoted: 10 })
  await make(owner, 'outai', '2026-11-01T00:00:00Z', { charged: 0 })
  await make(owner, 'outai', '2026-11-02T00:00:00Z', { charged: 7.5 })
  // What a vendor took on acceptance and may have given back since is not known, unless it had finished the take.
  await make(owner, 'outai', '2026-11-02T00:00:00Z', { charged: 500, state: 'failed', failureCode: 'generation_failed' })
  await make(owner, 'outai', '2026-11-02T00:00:00Z', { charged: 500, state: 'cancelled' })
  await make(owner, 'outai', '2026-11-02T00:00:00Z', { charged: 20, state: 'failed', failureCode: 'result_lost' })
  await make(owner, 'outai', '2026-11-02T00:00:00Z', { charged: 99, isSandbox: true })
  await make(owner, 'uniall', '2026-11-02T00:00:00Z', { state: 'cancelled', vendorTaskId: 'task_1' })
  // What never reached the vendor, or was refused by it, was charged nothing; what may have reached it is not known.
  await make(owner, 'seedance2ai', '2026-11-02T00:00:00Z', { state: 'failed', failureCode: 'never_sent' })
  await make(owner, 'seedance2ai', '2026-11-02T00:00:00Z', { state: 'cancelled' })
  await make(owner, 'seedance2ai', '2026-11-02T00:00:00Z', { state: 'failed', failureCode: 'forgotten' })
  await make(member, 'outai', '2026-11-02T00:00:00Z', { charged: 1_000 })

  const counts = { takes: 1, succeeded: 1, failed: 0, cancelled: 0, deleted: 0 }
  expect((await summarizeSpend(test.context, owner)).rows).toEqual([
    {
      vendor: 'outai',
      isSandbox: false,
      month: '2026-11',
      ...counts,
      takes: 5,
      succeeded: 2,
      failed: 2,
      cancelled: 1,
      credits: { quoted: null, quotedTakes: 0, charged: 27.5, chargedTakes: 3 },
    },
    {
      vendor: 'outai',
      isSandbox: true,
      month: '2026-11',
      ...counts,
      credits: { quoted: null, quotedTakes: 0, charged: 99, chargedTakes: 1 },
    },
    {
      vendor: 'seedance2ai',
      isSandbox: false,
      month: '2026-11',
      ...counts,
      takes: 3,
      succeeded: 0,
      failed: 2,
      cancelled: 1,
      credits: { quoted: null, quotedTakes: 0, charged: 0, chargedTakes: 2 },
    },
    {
      vendor: 'uniall',
      isSandbox: false,
      month: '2026-11',
      ...counts,
      succeeded: 0,
      cancelled: 1,
      credits: { quoted: null, quotedTakes: 0, charged: null, chargedTakes: 0 },
    },
    {
      vendor: 'outai',
      isSandbox: false,
      month: '2026-10',
      ...counts,
      credits: { quoted: 10, quotedTakes: 1, charged: 12, chargedTakes: 1 },
    },
  ])
})

it('says the same of takes that are deleted, and how many they are', async () => {
  const { client } = test.context.database
  const before = await summarizeSpend(test.context, owner)
  const takes = await client.task.findMany({ where: { userId: owner.userId }, select: { id: true } })
  for (const { id } of takes) expect(await deleteTask(test.context, owner, id)).toEqual({ ok: true })
  expect((await summarizeSpend(test.context, owner)).rows).toEqual(before.rows.map((row) => ({ ...row, deleted: row.takes })))
})

it('keeps of a deleted take nothing that its creator wrote or brought', async () => {
  const { client } = test.context.database
  const id = await make(member, 'seedance2ink', '2026-11-03T12:00:00Z', {
    charged: 24,
    idempotencyKey: 'my-key',
    request: {
      vendor: 'seedance2ink',
      mode: 'reference',
      prompt: 'A lighthouse',
      duration: 10,
      resolution: '1080p',
      videos: [{ url: 'https://example.com/mine.mp4' }],
    },
  })
  await deleteTask(test.context, member, id)
  expect(await client.deletedTask.findMany({ where: { userId: member.userId } })).toEqual([
    {
      id,
      userId: member.userId,
      vendor: 'seedance2ink',
      model: 'any',
      mode: 'reference',
      state: 'succeeded',
      failureCode: null,
      isSandbox: false,
      creditsQuoted: null,
      creditsCharged: 24,
      duration: 10,
      resolution: '1080p',
      upscale: null,
      hasVideos: true,
      createdAt: new Date('2026-11-03T12:00:00Z'),
      submittedAt: null,
      vendorDoneAt: null,
    },
  ])
})

it('counts a take once that is deleted twice, or while its film arrives', async () => {
  const { context, engine } = test
  const writer = await test.createViewer()
  const twice = await make(writer, 'loova', '2026-11-04T00:00:00Z', { charged: 5 })
  const results = await Promise.all([1, 2, 3].map(() => deleteTask(context, writer, twice)))
  expect(results.filter((result) => result.ok)).toHaveLength(1)
  expect(results.filter((result) => !result.ok && result.code === 'not_found')).toHaveLength(2)

  const arriving = await make(writer, 'loova', '2026-11-04T00:00:00Z', { charged: 7, state: 'archiving' })
  await Promise.all([
    deleteTask(context, writer, arriving),
    advanceTask(engine, context.database, { id: arriving, from: ['archiving'], to: 'succeeded', now: context.clock() }),
    deleteTask(context, writer, arriving),
  ])
  await deleteTask(context, writer, arriving)
  const [row, ...others] = (await summarizeSpend(context, writer)).rows
  expect(row).toMatchObject({ takes: 2, succeeded: 2, deleted: 2, credits: { charged: 12, chargedTakes: 2 } })
  expect(others).toEqual([])
})
