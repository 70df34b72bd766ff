import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { changeConnection } from '#lib/data/connections.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { cancelTask } from './cancel-task.ts'
import { checkTask, claimDueChecks } from './check-task.ts'
import { claimDueSubmissions, type Submission } from './claim-place.ts'
import { sendSubmission, submitTask } from './submit-task.ts'
import { requireTask, submitTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let alice: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  alice = await t.createViewer('owner')
})
afterAll(() => t[Symbol.asyncDispose]())
beforeEach(async () => {
  await t.context.database.client.task.deleteMany()
  await t.context.database.client.vendorHealth.deleteMany()
  t.advance(3_600_000)
})

async function submit(vendor: VendorId, prompt: string): Promise<string> {
  const id = await submitTake(t.context, alice, prompt, { vendor })
  t.advance(1)
  return id
}

async function run(vendor: VendorId, prompt: string): Promise<string> {
  const id = await submit(vendor, prompt)
  await submitTask(t.context, t.engine, id)
  expect((await row(id)).state).toBe('running')
  return id
}

const row = (id: string) => requireTask(t, id)

const isDue = async (id: string) => ((await row(id)).dueAt ?? Number.POSITIVE_INFINITY) <= t.context.clock()

async function claimDue(count: number): Promise<Submission[]> {
  const claimed: Submission[] = []
  await claimDueSubmissions(t.context, t.engine, { count, except: [] }, (submission) => claimed.push(submission))
  return claimed
}

/** Stands between us and the vendor. */
function answerQueries(answer: (real: () => Promise<Response>) => Promise<Response>): () => void {
  const { sandbox } = t.context
  if (!sandbox) throw new Error('no sandbox')
  const isQuery = (init: RequestInit | undefined) => init?.method !== 'POST'
  t.context.sandbox = {
    ...sandbox,
    fetch: (input, init) => (isQuery(init) ? answer(() => sandbox.fetch(input, init)) : sandbox.fetch(input, init)),
  }
  return () => {
    t.context.sandbox = sandbox
  }
}

it('a cancelled take gives its place to the next in line at once', async () => {
  await changeConnection(alice, t.context.database.client, 'seedance2ink', { maxRunning: 1 })
  const first = await run('seedance2ink', 'First [sandbox:never]')
  const second = await submit('seedance2ink', 'Second [sandbox:never]')
  await submitTask(t.context, t.engine, second)
  expect(await row(second)).toMatchObject({ state: 'queued', waitReason: 'slot', dueAt: null })
  expect(await cancelTask(t.context, alice, first)).toMatchObject({ ok: true })
  expect(await isDue(second)).toBe(true)
  for (const submission of await claimDue(5)) await sendSubmission(t.context, t.engine, submission)
  expect((await row(second)).state).toBe('running')
  await changeConnection(alice, t.context.database.client, 'seedance2ink', { maxRunning: null })
})

it('a callback that comes while the take is being asked for is not forgotten', async () => {
  const id = await run('loova', 'Called back [sandbox:never]')
  const restore = answerQueries(async (real) => {
    await t.context.queue.enqueue(t.context.database.client, { name: 'check', taskId: id })
    return real()
  })
  await checkTask(t.context, t.engine, id)
  restore()
  expect(await row(id)).toMatchObject({ state: 'running', leaseOwner: null })
  expect(await isDue(id)).toBe(true)
  await checkTask(t.context, t.engine, id)
  expect(await isDue(id)).toBe(false)
})

it('a vendor that is asked too often is asked less by all takes of the account', async () => {
  const ids = [await run('loova', 'One [sandbox:never]'), await run('loova', 'Two [sandbox:never]')]
  const other = await run('outai', 'Elsewhere [sandbox:never]')
  const restore = answerQueries(async () =>
    Response.json({ code: 429, message: 'slow down' }, { status: 429, headers: { 'retry-after': '300' } }),
  )
  await checkTask(t.context, t.engine, ids[0] ?? '')
  restore()
  const inFourMinutes = t.context.clock().getTime() + 240_000
  for (const id of ids) expect((await row(id)).dueAt?.getTime()).toBeGreaterThan(inFourMinutes)
  expect((await row(other)).dueAt?.getTime()).toBeLessThan(inFourMinutes)
})

it('takes of several accounts are claimed together, and each worker gets its own', async () => {
  const ids = [
    await submit('loova', 'A [sandbox:never]'),
    await submit('outai', 'B [sandbox:never]'),
    await submit('loova', 'C [sandbox:never]'),
  ].toSorted()
  const claims = await Promise.all([claimDue(2), claimDue(2)])
  expect(claims.map((claimed) => claimed.length).toSorted()).toEqual([1, 2])
  expect(claims.flatMap((claimed) => claimed.map(({ task }) => task.id)).toSorted()).toEqual(ids)
  for (const submission of claims.flat()) await sendSubmission(t.context, t.engine, submission)
  t.advance(600_000)
  const checks = await claimDueChecks(t.context, t.engine, { count: 9, except: [] })
  expect(checks.map(({ id }) => id).toSorted()).toEqual(ids)
})
