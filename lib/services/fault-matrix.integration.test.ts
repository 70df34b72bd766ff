import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { FailureCode } from '#lib/generation/failure.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { archiveVideo } from './archive-video.ts'
import { checkTask } from './check-task.ts'
import { findTake, listTaskEvents } from './find-take.ts'
import { handleCallback } from './handle-callback.ts'
import { submitTask } from './submit-task.ts'
import { settleAbandonedCreates, sweepTasks } from './sweep-tasks.ts'
import { openDistantVendors } from './testing/calling-sandbox.ts'
import { expectLedger, type LedgerEnd, listCreates } from './testing/ledger.ts'
import { requireTask, submitTake } from './testing/takes.ts'

/** What the vendors delivered, and to which secret. */
const delivered: { token: string; body: unknown; isKnown: boolean }[] = []
const distant = await openDistantVendors(async (token, body) => {
  const isKnown = await handleCallback(t.context, token, body)
  delivered.push({ token, body, isKnown })
  return isKnown ? 204 : 404
})
const { t, sandbox } = distant
const alice = await t.createViewer('owner')
afterAll(() => distant[Symbol.asyncDispose]())
/** What one cell teaches about a vendor is nothing to the next. */
beforeEach(() => t.context.database.client.vendorHealth.deleteMany())

const nothingSpent = 'Nothing was charged.'
const perhapsSpent = 'It may have been charged; check your vendor account.'

interface Row {
  fault: string
  marker: string
  end: TaskState
  failure?: { code: FailureCode; title: string; money: string }
  /** How many creates the vendor took, and whether it kept the money. */
  ledger: LedgerEnd
  /** How often we sent it: more than once only where the vendor said that it did not take it. */
  sends?: number
  /** Instead of the key that fits. */
  apiKey?: string
  /** Before anything else is done: what stands a moment after it was sent. */
  meanwhile?: (id: string) => Promise<void>
}

const noAnswer = { title: 'The vendor did not answer.', money: perhapsSpent }
const noWord = { title: 'The vendor answered with an error that does not say whether it took the request.', money: perhapsSpent }
const lost = {
  code: 'result_lost',
  title: 'The vendor finished, but its file is gone.',
  money: 'The take was most likely charged.',
} as const

const rows: Row[] = [
  { fault: 'lost answer', marker: 'lost-answer', end: 'unconfirmed', failure: { code: 'no_answer', ...noAnswer }, ledger: 'kept' },
  {
    fault: 'truncated JSON',
    marker: 'broken-json',
    end: 'unconfirmed',
    failure: { code: 'unreadable_answer', title: 'The vendor answered with something we could not read.', money: perhapsSpent },
    ledger: 'kept',
  },
  { fault: 'HTML 502', marker: 'html-error', end: 'unconfirmed', failure: { code: 'unconfirmed_answer', ...noWord }, ledger: 'none' },
  { fault: '500', marker: 'server-error', end: 'unconfirmed', failure: { code: 'unconfirmed_answer', ...noWord }, ledger: 'none' },
  {
    fault: '429 with Retry-After',
    marker: 'rate-limited',
    end: 'succeeded',
    ledger: 'kept',
    sends: 2,
    async meanwhile(id) {
      expect((await row(id)).state).toBe('queued')
      t.advance(29_000)
      await submitTask(t.context, t.engine, id)
      expect((await row(id)).state).toBe('queued')
    },
  },
  {
    fault: 'busy',
    marker: 'busy',
    end: 'succeeded',
    ledger: 'kept',
    sends: 2,
    meanwhile: async (id) => expect((await row(id)).state).toBe('queued'),
  },
  {
    fault: 'no credits',
    marker: 'no-credits',
    end: 'failed',
    failure: { code: 'no_credits', title: 'The vendor account has too few credits.', money: nothingSpent },
    ledger: 'none',
  },
  {
    fault: 'bad key',
    marker: 'tag=1',
    apiKey: 'a key of somebody else',
    end: 'failed',
    failure: { code: 'unauthorized', title: 'The vendor did not accept the API key.', money: nothingSpent },
    ledger: 'none',
  },
  {
    fault: 'slow 30 s',
    marker: 'slow=30',
    end: 'succeeded',
    ledger: 'kept',
    async meanwhile(id) {
      t.advance(29_000)
      await checkTask(t.context, t.engine, id)
      expect((await row(id)).state).toBe('running')
    },
  },
  {
    fault: 'never finishes',
    marker: 'never',
    end: 'failed',
    failure: { code: 'timed_out', title: 'The vendor did not finish within a day.', money: perhapsSpent },
    ledger: 'kept',
    async meanwhile() {
      t.advance(24 * 3_600_000)
    },
  },
  {
    fault: 'unknown status',
    marker: 'unknown-status',
    end: 'succeeded',
    ledger: 'kept',
    async meanwhile(id) {
      await checkTask(t.context, t.engine, id)
      expect(await row(id)).toMatchObject({ state: 'running', vendorStatus: expect.stringMatching(/transcoding/i) })
    },
  },
  {
    fault: 'failed',
    marker: 'fail',
    end: 'failed',
    failure: {
      code: 'generation_failed',
      title: 'The vendor could not generate this take.',
      money: 'Whether it was charged in the end is not known; check the balance in your vendor account.',
    },
    ledger: 'given back',
  },
  { fault: 'file 403', marker: 'expires=0', end: 'failed', failure: lost, ledger: 'kept' },
  { fault: 'file cut short', marker: 'truncated-file', end: 'failed', failure: lost, ledger: 'kept' },
  { fault: 'file not a video', marker: 'not-a-video', end: 'failed', failure: lost, ledger: 'kept' },
  {
    fault: 'redirect to a private address',
    marker: 'redirect-private',
    end: 'failed',
    failure: {
      code: 'address_refused',
      title: 'The address leads into a private network, so it was not opened.',
      money: 'The take may have been charged by the vendor.',
    },
    ledger: 'kept',
  },
]

describe.each(vendorIds)('at %s', (vendor) => {
  it.each(rows)('$fault ends as $end, and the ledger agrees', async (cell) => {
    const prompt = `Faults [sandbox:${cell.marker}] [sandbox:no-callback]`
    const key = t.context.env.vendors[vendor].apiKey
    if (cell.apiKey !== undefined) t.context.env.vendors[vendor].apiKey = cell.apiKey
    const id = await submit(vendor, prompt)
    await submitTask(t.context, t.engine, id)
    t.context.env.vendors[vendor].apiKey = key
    await cell.meanwhile?.(id)
    await liveUntil(id, cell.end)
    await expectEnd(id, cell)
    await ringEverything(id)
    await expectEnd(id, cell)
    const entries = await creates(vendor, prompt)
    expectLedger(entries, cell.ledger)
    // What is told as charged is what the vendor took, where it says so at all.
    const { creditsCharged } = await row(id)
    if (cell.end === 'succeeded' && creditsCharged !== null) expect(creditsCharged).toBe(entries[0]?.creditsCharged)
  })
})

describe.each(['seedance2ai', 'seedance2ink'] as const)('callbacks of %s', (vendor) => {
  it('delivered twice, cause no more than one', async () => {
    const prompt = 'Faults [sandbox:callback-twice]'
    const { id, calls } = await submitUntilCalled(vendor, prompt)
    expect(calls.map(({ isKnown }) => isKnown)).toEqual([true, true])
    expect((await row(id)).dueAt?.getTime()).toBeLessThanOrEqual(t.context.clock().getTime())
    await liveUntil(id, 'succeeded')
    expect((await listTaskEvents(t.context, alice, id)).filter(({ type }) => type === 'succeeded')).toHaveLength(1)
    expectLedger(await creates(vendor, prompt), 'kept')
  })

  it('forged, change nothing', async () => {
    const prompt = 'Faults [sandbox:tag=2]'
    const { id, calls } = await submitUntilCalled(vendor, prompt)
    const { vendorTaskId } = await row(id)
    const token = calls[0]?.token ?? ''
    const lies = [
      { taskId: vendorTaskId, requestId: vendorTaskId, status: 'FAILED', error: 'forged' },
      { taskId: 'task_of_somebody', requestId: 'task_of_somebody', status: 'COMPLETED', output: [{ url: 'http://169.254.169.254/' }] },
      { status: { $ne: null } },
      'not json at all',
      null,
    ]
    for (const lie of lies) expect(await handleCallback(t.context, token, lie)).toBe(true)
    expect(await row(id)).toMatchObject({ state: 'running', vendorTaskId })
    expect(await handleCallback(t.context, `${token.slice(0, -1)}!`, lies[0])).toBe(false)
    await liveUntil(id, 'succeeded')
    expect((await row(id)).vendorTaskId).toBe(vendorTaskId)
    expectLedger(await creates(vendor, prompt), 'kept')
  })

  it('settle a take whose create was never answered', async () => {
    const prompt = 'Faults [sandbox:lost-answer] [sandbox:tag=3]'
    const { id } = await submitUntilCalled(vendor, prompt)
    expect((await row(id)).state).toBe('unconfirmed')
    await checkTask(t.context, t.engine, id)
    await liveUntil(id, 'succeeded')
    const [entry] = await creates(vendor, prompt)
    expect((await row(id)).vendorTaskId).toBe(entry?.vendorTaskId)
    expectLedger(await creates(vendor, prompt), 'kept')
  })
})

describe.each(vendorIds.filter((vendor) => vendors[vendor].callback === undefined))('callbacks of %s, which documents none', (vendor) => {
  it('have no address: forged or twice, they are nobody’s', async () => {
    const prompt = 'Faults [sandbox:callback-twice] [sandbox:tag=4]'
    const id = await submit(vendor, prompt)
    await submitTask(t.context, t.engine, id)
    const { vendorTaskId } = await row(id)
    const lie = { taskId: vendorTaskId, requestId: vendorTaskId, status: 'FAILED' }
    const lies = [await handleCallback(t.context, id, lie), await handleCallback(t.context, vendorTaskId ?? '', lie)]
    expect(lies).toEqual([false, false])
    expect(await t.context.database.client.task.findUnique({ where: { id }, select: { callbackHash: true } })).toEqual({
      callbackHash: null,
    })
    await liveUntil(id, 'succeeded')
    expectLedger(await creates(vendor, prompt), 'kept')
  })
})

async function submit(vendor: VendorId, prompt: string): Promise<string> {
  const id = await submitTake(t.context, alice, prompt, { vendor })
  expect((await row(id)).isSandbox).toBe(false)
  return id
}

const row = (id: string) => requireTask(t, id)
/** Every cell has a prompt of its own. */
const creates = (vendor: VendorId, prompt: string) => listCreates(sandbox, vendor, prompt)

/** As the engine would, with the clock always at the next moment that something is due. */
async function liveUntil(id: string, end: TaskState): Promise<void> {
  for (let step = 0; step < 300; step++) {
    const task = await row(id)
    if (task.state === end) return
    t.advance(task.dueAt === null ? 31_000 : Math.max(0, task.dueAt.getTime() - t.context.clock().getTime()) + 1_000)
    await sandbox.advance()
    if (task.state === 'queued') await submitTask(t.context, t.engine, id)
    else if (task.state === 'running') await checkTask(t.context, t.engine, id)
    else if (task.state === 'archiving') await archiveVideo(t.context, t.engine, id)
    else break
  }
  const task = await row(id)
  expect({ state: task.state, failureCode: task.failureCode }).toEqual({ state: end, failureCode: expect.anything() })
}

/** Every alarm that could ring late or twice. */
async function ringEverything(id: string): Promise<void> {
  t.advance(60_000)
  await settleAbandonedCreates(t.context, t.engine, null)
  await sweepTasks(t.context, t.engine)
  for (const ring of [submitTask, checkTask, archiveVideo]) await ring(t.context, t.engine, id)
}

async function expectEnd(id: string, cell: Row): Promise<void> {
  const take = await findTake(t.context, alice, id)
  expect(take).toMatchObject({ state: cell.end, failure: cell.failure ? { code: cell.failure.code } : null })
  if (cell.failure) expect(take?.failure?.message).toContain(`${cell.failure.title} ${cell.failure.money}`)
  if (cell.end === 'succeeded') expect(take?.video?.duration).toBeGreaterThan(3)
  else expect(take?.video).toBeNull()
  const sends = (await listTaskEvents(t.context, alice, id)).filter(({ type }) => type === 'submitting')
  expect(sends).toHaveLength(cell.sends ?? 1)
}

async function submitUntilCalled(vendor: VendorId, prompt: string): Promise<{ id: string; calls: typeof delivered }> {
  const before = delivered.length
  const id = await submit(vendor, prompt)
  await submitTask(t.context, t.engine, id)
  t.advance(8_000)
  await sandbox.advance()
  await expect.poll(() => delivered.length, { timeout: 20_000 }).toBeGreaterThan(before)
  await sandbox.advance()
  return { id, calls: delivered.slice(before) }
}
