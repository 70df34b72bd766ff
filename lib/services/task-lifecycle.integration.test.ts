import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { archiveVideo } from './archive-video.ts'
import { checkTask } from './check-task.ts'
import { findReceipt, findTake, listTaskEvents } from './find-take.ts'
import { openVideo } from './open-video.ts'
import { prepareVideo } from './prepare-video.ts'
import { settleUnconfirmed } from './settle-unconfirmed.ts'
import { acceptTask, submitTask } from './submit-task.ts'
import { settleAbandonedCreates, sweepTasks } from './sweep-tasks.ts'
import { checkUntilLeft, requireTask, submitTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let alice: UserViewer
let bob: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  alice = await t.createViewer('owner')
  bob = await t.createViewer()
})
afterAll(() => t[Symbol.asyncDispose]())
/** What one test's scripted faults teach about a vendor is nothing to the next. */
beforeEach(() => t.context.database.client.vendorHealth.deleteMany())

/** One title for most: the sandbox renders equal films once. */
const submit = (prompt: string, options: { vendor?: VendorId; viewer?: UserViewer } = {}) =>
  submitTake(t.context, options.viewer ?? alice, prompt, { vendor: options.vendor ?? 'loova' })
const row = (id: string) => requireTask(t, id)
const stateOf = async (id: string) => (await row(id)).state

async function eventTypes(id: string, viewer = alice): Promise<string[]> {
  return (await listTaskEvents(t.context, viewer, id)).map((event) => event.type)
}

async function finish(id: string): Promise<void> {
  await submitTask(t.context, t.engine, id)
  await checkUntilLeft(t, id, 'running')
  await archiveVideo(t.context, t.engine, id)
}

describe('a take that goes well', () => {
  it('is queued with its first event at once, then sent, checked, archived and playable', async () => {
    const id = await submit('A lighthouse in a storm')
    expect(await stateOf(id)).toBe('queued')
    expect(await eventTypes(id)).toEqual(['created'])
    await finish(id)
    const take = await findTake(t.context, alice, id)
    expect(take).toMatchObject({ state: 'succeeded', isSandbox: true, failure: null, isSettled: true })
    expect(take?.video?.duration).toBeGreaterThan(3.9)
    expect(take?.video?.duration).toBeLessThan(4.1)
    expect((take?.video?.width ?? 0) / (take?.video?.height ?? 1)).toBeCloseTo(16 / 9, 1)
    expect(take?.credits.charged).toBeGreaterThan(0)
    expect(await eventTypes(id)).toEqual(expect.arrayContaining(['created', 'submitting', 'running', 'archiving', 'succeeded']))
    const stored = await openVideo(t.context, alice, id)
    expect(await t.context.storage.stat(stored?.storageKey ?? '')).toMatchObject({ bytes: take?.video?.bytes })
    // The film is kept; its poster and strip come after, and nobody waits for them.
    expect(take).toMatchObject({ posterUrl: null, preview: null, isPreparing: true })
    await prepareVideo(t.context, t.engine, { taskId: id, storageKey: stored?.storageKey ?? '' })
    expect(await findTake(t.context, alice, id)).toMatchObject({
      posterUrl: `/api/tasks/${id}/poster`,
      preview: { url: `/api/tasks/${id}/preview` },
      isPreparing: false,
    })
    const receipt = await findReceipt(t.context, alice, id)
    expect(receipt).toMatchObject({ container: 'mp4', videoCodec: 'avc', audioCodec: 'aac', sha256: take?.video?.sha256 })
    expect(receipt?.sourceUrl).not.toContain('?')
  })

  it('is not sent, checked or archived twice when alarms ring twice', async () => {
    const id = await submit('A lighthouse in a storm')
    await Promise.all([submitTask(t.context, t.engine, id), submitTask(t.context, t.engine, id)])
    const { vendorTaskId } = await row(id)
    await submitTask(t.context, t.engine, id)
    expect((await row(id)).vendorTaskId).toBe(vendorTaskId)
    expect((await eventTypes(id)).filter((type) => type === 'submitting')).toHaveLength(1)
    await checkUntilLeft(t, id, 'running')
    await Promise.all([archiveVideo(t.context, t.engine, id), archiveVideo(t.context, t.engine, id)])
    expect((await eventTypes(id)).filter((type) => type === 'succeeded')).toHaveLength(1)
  })
})

describe('an answer that never came', () => {
  it.each(['lost-answer', 'broken-json', 'html-error'])(
    'leaves the take unconfirmed and is never sent again by itself (%s)',
    async (fault) => {
      const id = await submit(`A lighthouse in a storm [sandbox:${fault}]`)
      await submitTask(t.context, t.engine, id)
      expect(await stateOf(id)).toBe('unconfirmed')
      t.advance(3_600_000)
      await sweepTasks(t.context, t.engine)
      await submitTask(t.context, t.engine, id)
      expect(await stateOf(id)).toBe('unconfirmed')
      expect((await eventTypes(id)).filter((type) => type === 'submitting')).toHaveLength(1)
      const take = await findTake(t.context, alice, id)
      expect(take).toMatchObject({ isSettled: false, canRetry: false })
      expect(take?.note).toContain('never sent again by itself')
      expect(take?.failureDetails?.money).toMatch(/^It may have been charged/)
    },
  )

  it('goes on when the person names the vendor’s task, is sent again on her word, or is closed', async () => {
    const attached = await submit('A lighthouse in a storm [sandbox:lost-answer]')
    const again = await submit('A lighthouse in a storm [sandbox:html-error=1]')
    const closed = await submit('A lighthouse in a storm [sandbox:html-error]')
    for (const id of [attached, again, closed]) await submitTask(t.context, t.engine, id)

    expect(await settleUnconfirmed(t.context, bob, attached, { kind: 'forget' })).toMatchObject({ ok: false, code: 'not_found' })
    expect(await settleUnconfirmed(t.context, alice, attached, { kind: 'attach', vendorTaskId: 'task 1' })).toMatchObject({ ok: false })
    const mistyped = await settleUnconfirmed(t.context, alice, attached, { kind: 'attach', vendorTaskId: 'nope-123' })
    expect(mistyped).toMatchObject({ ok: false, code: 'conflict', message: expect.stringContaining('knows no task') })
    expect(await stateOf(attached)).toBe('unconfirmed')
    const ran = (await t.context.sandbox?.ledger())?.findLast((entry) => entry.prompt.includes('lost-answer'))?.vendorTaskId ?? ''
    expect(await settleUnconfirmed(t.context, alice, attached, { kind: 'attach', vendorTaskId: ran })).toMatchObject({
      ok: true,
      take: { state: 'running' },
    })

    expect(await settleUnconfirmed(t.context, alice, again, { kind: 'send_again' })).toMatchObject({ ok: true, take: { state: 'queued' } })
    await submitTask(t.context, t.engine, again)
    expect(await stateOf(again)).toBe('running')

    expect(await settleUnconfirmed(t.context, alice, closed, { kind: 'forget' })).toMatchObject({
      ok: true,
      take: { state: 'failed', failure: { code: 'forgotten' } },
    })
    expect(await settleUnconfirmed(t.context, alice, closed, { kind: 'send_again' })).toMatchObject({ ok: false, code: 'conflict' })
  })

  it('names a second vendor task when the first answer comes after the take was sent again', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:never]', { vendor: 'outai' })
    await submitTask(t.context, t.engine, id)
    const task = await row(id)
    const accepted = { vendorTaskId: task.vendorTaskId ?? '', creditsCharged: null, traceId: null, vendorStatus: null }
    await acceptTask(t.context, t.engine, task, accepted)
    expect(await eventTypes(id)).not.toContain('accepted_late')
    await acceptTask(t.context, t.engine, task, { ...accepted, vendorTaskId: 'the-first-one' })
    expect((await row(id)).vendorTaskId).toBe(task.vendorTaskId)
    const told = (await listTaskEvents(t.context, alice, id)).find((event) => event.type === 'accepted_late')
    expect(told?.message).toContain('the-first-one')
  })

  it('is what a restart makes of a create that was under way', async () => {
    const id = await submit('Killed')
    const now = t.context.clock()
    await t.context.database.client.task.update({
      where: { id },
      data: { state: 'submitting', leaseOwner: 'a process that is gone', leaseUntil: new Date(now.getTime() + 60_000) },
    })
    await settleAbandonedCreates(t.context, t.engine, null)
    expect(await stateOf(id)).toBe('submitting')
    await settleAbandonedCreates(t.context, t.engine, t.context.workerId)
    expect(await stateOf(id)).toBe('unconfirmed')
  })
})

describe('a refusal', () => {
  it.each([
    ['no-credits', 'no_credits'],
    ['reject', 'content_rejected'],
    ['unreachable', 'never_sent'],
  ])('settles the take at once (%s)', async (fault, code) => {
    const id = await submit(`A lighthouse in a storm [sandbox:${fault}]`, { vendor: 'seedance2ai' })
    await submitTask(t.context, t.engine, id)
    const take = await findTake(t.context, alice, id)
    expect(take).toMatchObject({ state: 'failed', failure: { code }, canRetry: true })
    expect(take?.failureDetails?.money).not.toBe('')
  })

  it('for want of a place puts the take back in line and sends it later', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:busy=1]', { vendor: 'outai' })
    await submitTask(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('queued')
    expect((await findTake(t.context, alice, id))?.note).toContain('Next in line')
    t.advance(60_000)
    await submitTask(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('running')
  })
})

describe('places at a vendor', () => {
  it('never runs more than three takes at once at seedance2ai, and sends the next when one is done', async () => {
    const ids: string[] = []
    for (let i = 0; i < 5; i++) {
      ids.push(await submit(`A lighthouse in a storm [sandbox:fail]`, { vendor: 'seedance2ai', viewer: bob }))
      t.advance(1)
    }
    await Promise.all(ids.map((id) => submitTask(t.context, t.engine, id)))
    const states = await Promise.all(ids.map(stateOf))
    expect(states.filter((state) => state === 'running')).toHaveLength(3)
    expect(states.filter((state) => state === 'queued')).toHaveLength(2)
    const running = ids[states.indexOf('running')] ?? ''
    const waiting = ids[states.indexOf('queued')] ?? ''
    await checkUntilLeft(t, running, 'running')
    await submitTask(t.context, t.engine, waiting)
    expect(await stateOf(waiting)).toBe('running')
  })
})

describe('a check that fails', () => {
  it.each(['query-html', 'query-error', 'query-lost', 'unknown-status'])(
    'says nothing about the take, which is asked for again (%s)',
    async (fault) => {
      const id = await submit(`A lighthouse in a storm [sandbox:${fault}]`)
      await submitTask(t.context, t.engine, id)
      await checkTask(t.context, t.engine, id)
      expect(await stateOf(id)).toBe('running')
      await checkUntilLeft(t, id, 'running')
      expect(await stateOf(id)).toBe('archiving')
    },
  )

  it('for a whole day ends as timed out, and a late result is still taken in', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:query-html=2]')
    await submitTask(t.context, t.engine, id)
    t.advance(24 * 3_600_000 + 1)
    await checkTask(t.context, t.engine, id)
    expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'failed', failure: { code: 'timed_out' } })
    await checkUntilLeft(t, id, 'failed')
    expect(await stateOf(id)).toBe('archiving')
    expect(await eventTypes(id)).toContain('adopted')
  })

  it('for longer still is asked for by the hour for three days, and then no more', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:never]')
    await submitTask(t.context, t.engine, id)
    const hour = 3_600_000
    const hoursUntilDue = async (passed: number) => {
      t.advance(passed * hour)
      await checkTask(t.context, t.engine, id)
      const { dueAt, state, failureCode } = await row(id)
      expect([state, failureCode]).toEqual(['failed', 'timed_out'])
      return dueAt && (dueAt.getTime() - t.context.clock().getTime()) / hour
    }
    expect(await hoursUntilDue(24.01)).toBe(1)
    expect(await hoursUntilDue(71)).toBe(1)
    expect(await hoursUntilDue(1.01)).toBeNull()
  })
})

describe('a failure that the vendor reports', () => {
  it('ends the take with its words', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:fail]')
    await submitTask(t.context, t.engine, id)
    await checkUntilLeft(t, id, 'running')
    expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'failed', failure: { code: 'generation_failed' } })
  })
})

describe('a result that cannot be copied', () => {
  it.each(['vanished-file', 'not-a-video', 'truncated-file'])(
    'is asked for again, then told as lost, and never generated again (%s)',
    async (fault) => {
      const id = await submit(`A lighthouse in a storm [sandbox:${fault}]`)
      await finish(id)
      expect(await stateOf(id)).toBe('archiving')
      for (let i = 0; i < 6; i++) {
        t.advance(600_000)
        await archiveVideo(t.context, t.engine, id)
      }
      expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'failed', failure: { code: 'result_lost' } })
      expect((await eventTypes(id)).filter((type) => type === 'submitting')).toHaveLength(1)
      expect(await openVideo(t.context, alice, id)).toBeNull()
    },
  )

  it('whose address has expired is fetched from a fresh one', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:expires=60]')
    await submitTask(t.context, t.engine, id)
    await checkUntilLeft(t, id, 'running')
    t.advance(120_000)
    await archiveVideo(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('archiving')
    t.advance(10_000)
    await archiveVideo(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('succeeded')
  })
})
