import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTask } from '#lib/data/create-tasks.ts'
import { createId } from '#lib/data/id.ts'
import type { NewTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
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
  rest: Partial<NewTask> & { charged?: number; state?: string; failureCode?: string },
) {
  const { charged, state = 'succeeded', failureCode = null, ...task } = rest
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
  await client.task.update({ where: { id }, data: { state, failureCode, creditsCharged: charged ?? null } })
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
  await make(owner, 'uniall', '2026-11-02T00:00:00Z', { state: 'cancelled' })
  await make(member, 'outai', '2026-11-02T00:00:00Z', { charged: 1_000 })

  const counts = { takes: 1, succeeded: 1, failed: 0, cancelled: 0 }
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
