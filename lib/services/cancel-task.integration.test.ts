import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { requestCancel } from '#lib/data/cancel-requests.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { askToCancel, endAsCancelled } from './ask-to-cancel.ts'
import { cancelTask } from './cancel-task.ts'
import { checkTask } from './check-task.ts'
import { findTake, listTaskEvents } from './find-take.ts'
import { requireTask, sendTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let alice: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  alice = await t.createViewer('owner')
})
afterAll(() => t[Symbol.asyncDispose]())
/** What one test's scripted faults teach about a vendor is nothing to the next. */
beforeEach(() => t.context.database.client.vendorHealth.deleteMany())

/** Running at the one vendor that can cancel. */
async function run(marker: string): Promise<string> {
  const id = await sendTake(t, alice, `A lighthouse ${marker}`, { vendor: 'seedance2ink' })
  expect((await row(id)).state).toBe('running')
  return id
}

const row = (id: string) => requireTask(t, id)

async function ledgerOf(id: string) {
  const { vendorTaskId } = await row(id)
  return (await t.context.sandbox?.ledger())?.filter((entry) => entry.vendorTaskId === vendorTaskId)
}

const words = async (id: string) => (await listTaskEvents(t.context, alice, id)).map(({ type, message }) => `${type}: ${message}`)

it('a cancellation that the vendor confirms ends the take', async () => {
  const id = await run('[sandbox:never]')
  expect(await cancelTask(t.context, alice, id)).toMatchObject({ ok: true, take: { state: 'cancelled', failure: null } })
  expect(await ledgerOf(id)).toMatchObject([{ isRefunded: true }])
  expect(await words(id)).toContain('cancelled: Cancelled at Seedance2.ink.')
})

it('promises nothing about credits that the vendor did not speak of', async () => {
  const id = await run('[sandbox:never]')
  const answer = await askToCancel(t.context, await row(id))
  if (answer.kind !== 'cancelled') throw new Error(answer.kind)
  const snapshot = { ...answer.snapshot, creditsCharged: null }
  expect(await endAsCancelled(t.context, t.engine, { ...(await row(id)), isSandbox: false, creditsCharged: 40 }, snapshot)).toBe(true)
  expect(await words(id)).toContainEqual(
    expect.stringMatching(/It had charged 40 credits\. Whether credits come back is up to Seedance2\.ink/),
  )
})

it('a process killed before the vendor was asked leaves a wish, which the next check repeats', async () => {
  const id = await run('[sandbox:never]')
  expect(await requestCancel(alice, t.context.database.client, id, t.context.clock())).toBe(true)
  expect(await findTake(t.context, alice, id)).toMatchObject({ canCancel: false, note: expect.stringContaining('You asked to cancel it') })
  await checkTask(t.context, t.engine, id)
  expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'cancelled', failure: null, failureDetails: null })
  expect(await ledgerOf(id)).toMatchObject([{ isRefunded: true }])
})

it('a process killed after the vendor cancelled ends the take as its owner’s doing, never as the vendor’s', async () => {
  const id = await run('[sandbox:never]')
  await requestCancel(alice, t.context.database.client, id, t.context.clock())
  expect((await askToCancel(t.context, await row(id))).kind).toBe('cancelled')
  expect((await row(id)).state).toBe('running')
  await checkTask(t.context, t.engine, id)
  expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'cancelled', failure: null })
  expect((await row(id)).failureCode).toBeNull()
})

it('a cancellation whose answer was lost is found done', async () => {
  const id = await run('[sandbox:never] [sandbox:cancel-lost]')
  const answered = await cancelTask(t.context, alice, id)
  expect(answered).toMatchObject({ ok: true, take: { state: 'running', note: expect.stringContaining('has not confirmed') } })
  expect(await words(id)).toContainEqual(expect.stringContaining('cancel_requested: Seedance2.ink has not confirmed the cancellation'))
  await checkTask(t.context, t.engine, id)
  expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'cancelled', failure: null })
  expect(await ledgerOf(id)).toMatchObject([{ isRefunded: true }])
})

it('a cancellation that failed at the vendor is asked for again until the vendor has answered', async () => {
  const id = await run('[sandbox:never] [sandbox:cancel-error=2]')
  expect(await cancelTask(t.context, alice, id)).toMatchObject({ ok: true, take: { state: 'running' } })
  await checkTask(t.context, t.engine, id)
  expect((await row(id)).state).toBe('running')
  t.advance(60_000)
  await checkTask(t.context, t.engine, id)
  expect((await row(id)).state).toBe('cancelled')
})

it('a person who asks twice finds her cancellation done, though the vendor refuses the second one', async () => {
  const id = await run('[sandbox:never] [sandbox:cancel-lost]')
  await cancelTask(t.context, alice, id)
  expect(await cancelTask(t.context, alice, id)).toMatchObject({ ok: true, take: { state: 'cancelled' } })
})

it('a take that has ended at the vendor is not cancelled, and ends as it did there', async () => {
  const id = await run('[sandbox:fail]')
  t.advance(10_000)
  const refused = await cancelTask(t.context, alice, id)
  expect(refused).toMatchObject({ ok: false, code: 'conflict', message: expect.stringContaining('it goes on') })
  expect((await row(id)).cancelRequestedAt).toBeNull()
  expect(await words(id)).toContainEqual(expect.stringMatching(/^cancel_refused: /))
  await checkTask(t.context, t.engine, id)
  expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'failed', failure: { code: 'generation_failed' } })
})

it('a take that the vendor cancelled by itself stays the vendor’s doing', async () => {
  const id = await run('[sandbox:cancelled]')
  t.advance(10_000)
  await checkTask(t.context, t.engine, id)
  expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'failed', failure: { code: 'cancelled_by_vendor' } })
})
