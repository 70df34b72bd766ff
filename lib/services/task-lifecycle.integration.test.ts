import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { archiveVideo } from './archive-video.ts'
import { cancelTask } from './cancel-task.ts'
import { checkTask } from './check-task.ts'
import { deleteTask } from './delete-task.ts'
import { findReceipt, findTake, findTakes, listTaskEvents } from './find-take.ts'
import { listTakes } from './list-takes.ts'
import { findSharedTake, openVideo } from './open-video.ts'
import { prepareVideo } from './prepare-video.ts'
import { retryTask } from './retry-task.ts'
import { settleUnconfirmed } from './settle-unconfirmed.ts'
import { createShare, revokeShare } from './share-video.ts'
import { submitGeneration } from './submit-generation.ts'
import { acceptTask, submitTask } from './submit-task.ts'
import { settleAbandonedCreates, sweepTasks } from './sweep-tasks.ts'
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

/** One title for all: the sandbox renders equal films once. */
async function submit(prompt: string, options: { vendor?: VendorId; viewer?: UserViewer; key?: string } = {}): Promise<string> {
  const vendor = options.vendor ?? 'loova'
  const request = {
    vendor,
    mode: 'text_to_video',
    prompt,
    duration: vendor === 'uniall' ? 5 : 4,
    ...(vendor === 'uniall' && { model: 'seedance2.0', resolution: '480p' }),
  }
  const result = await submitGeneration(t.context, options.viewer ?? alice, { request, idempotencyKey: options.key })
  if (!result.ok) throw new Error(`${result.message} ${JSON.stringify(result.issues)}`)
  return result.take.id
}

async function stateOf(id: string): Promise<string | undefined> {
  return (await findTask(t.engine, t.context.database.client, id))?.state
}

/** How many creates the sandbox took for a prompt: what a vendor would have charged for. */
async function row(id: string) {
  const task = await findTask(t.engine, t.context.database.client, id)
  if (!task) throw new Error('no such task')
  return task
}

async function eventTypes(id: string, viewer = alice): Promise<string[]> {
  return (await listTaskEvents(t.context, viewer, id)).map((event) => event.type)
}

/** Asks as the engine would, moving the clock past each wait, until the state is left. */
async function checkUntilLeft(id: string, state: string): Promise<void> {
  await expect
    .poll(
      async () => {
        t.advance(30_000)
        await checkTask(t.context, t.engine, id)
        return stateOf(id)
      },
      { timeout: 25_000, interval: 100 },
    )
    .not.toBe(state)
}

async function finish(id: string): Promise<void> {
  await submitTask(t.context, t.engine, id)
  await checkUntilLeft(id, 'running')
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
    await prepareVideo(t.context, t.engine, id)
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
    await checkUntilLeft(id, 'running')
    await Promise.all([archiveVideo(t.context, t.engine, id), archiveVideo(t.context, t.engine, id)])
    expect((await eventTypes(id)).filter((type) => type === 'succeeded')).toHaveLength(1)
  })
})

describe('idempotency', () => {
  it('answers the same take for the same key and request, and a conflict for another request', async () => {
    const id = await submit('Once only', { key: 'key-1' })
    expect(await submit('Once only', { key: 'key-1' })).toBe(id)
    const other = await submitGeneration(t.context, alice, {
      request: { vendor: 'loova', mode: 'text_to_video', prompt: 'Else' },
      idempotencyKey: 'key-1',
    })
    expect(other).toMatchObject({ ok: false, code: 'conflict' })
  })

  it('makes one take of two submits at the same moment', async () => {
    const ids = await Promise.all([submit('Raced', { key: 'key-2' }), submit('Raced', { key: 'key-2' })])
    expect(new Set(ids).size).toBe(1)
  })

  it('keeps the keys of two people apart', async () => {
    expect(await submit('Mine', { key: 'key-3' })).not.toBe(await submit('Mine', { key: 'key-3', viewer: bob }))
  })
})

describe('a request that breaks a rule', () => {
  it('is refused field by field and leaves no row', async () => {
    const before = await t.context.database.client.task.count()
    const result = await submitGeneration(t.context, alice, {
      request: { vendor: 'loova', mode: 'text_to_video', prompt: '', duration: 99 },
    })
    expect(result).toMatchObject({ ok: false, code: 'invalid' })
    expect(!result.ok && result.issues.map((issue) => issue.path)).toEqual(expect.arrayContaining(['prompt', 'duration']))
    expect(await t.context.database.client.task.count()).toBe(before)
  })

  it('names an upload that is not there', async () => {
    const request = { vendor: 'loova', mode: 'image_to_video', prompt: 'x', images: [{ upload: '01990000-0000-7000-8000-000000000000' }] }
    expect(await submitGeneration(t.context, alice, { request })).toMatchObject({
      ok: false,
      issues: [{ path: 'images', code: 'unknown_upload' }],
    })
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
    await checkUntilLeft(running, 'running')
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
      await checkUntilLeft(id, 'running')
      expect(await stateOf(id)).toBe('archiving')
    },
  )

  it('for a whole day ends as timed out, and a late result is still taken in', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:query-html=2]')
    await submitTask(t.context, t.engine, id)
    t.advance(24 * 3_600_000 + 1)
    await checkTask(t.context, t.engine, id)
    expect(await findTake(t.context, alice, id)).toMatchObject({ state: 'failed', failure: { code: 'timed_out' } })
    await checkUntilLeft(id, 'failed')
    expect(await stateOf(id)).toBe('archiving')
    expect(await eventTypes(id)).toContain('adopted')
  })
})

describe('a failure that the vendor reports', () => {
  it('ends the take with its words', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:fail]')
    await submitTask(t.context, t.engine, id)
    await checkUntilLeft(id, 'running')
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
    await checkUntilLeft(id, 'running')
    t.advance(120_000)
    await archiveVideo(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('archiving')
    t.advance(10_000)
    await archiveVideo(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('succeeded')
  })
})

describe('the sweep', () => {
  it('removes the files of a deleted take from storage', async () => {
    const id = await submit('A lighthouse in a storm')
    await finish(id)
    const stored = await openVideo(t.context, alice, id)
    expect(await deleteTask(t.context, bob, id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await deleteTask(t.context, alice, id)).toEqual({ ok: true })
    await sweepTasks(t.context, t.engine)
    expect(await t.context.storage.stat(stored?.storageKey ?? '')).toBeNull()
    expect(await findTake(t.context, alice, id)).toBeNull()
  })
})

describe('cancel and retry', () => {
  it('takes a waiting take out of the line', async () => {
    const id = await submit('Cancel me')
    expect(await cancelTask(t.context, bob, id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await cancelTask(t.context, alice, id)).toMatchObject({ ok: true, take: { state: 'cancelled' } })
    await submitTask(t.context, t.engine, id)
    expect(await stateOf(id)).toBe('cancelled')
  })

  it('cancels at the vendor where the vendor can, and says so where it cannot', async () => {
    const ink = await submit('A lighthouse in a storm', { vendor: 'seedance2ink' })
    const loova = await submit('A lighthouse in a storm [sandbox:never]')
    await submitTask(t.context, t.engine, ink)
    await submitTask(t.context, t.engine, loova)
    expect(await cancelTask(t.context, alice, ink)).toMatchObject({ ok: true, take: { state: 'cancelled' } })
    expect(await cancelTask(t.context, alice, loova)).toMatchObject({ ok: false, code: 'conflict' })
    expect(await stateOf(loova)).toBe('running')
  })

  it('makes a new take of a failed one and leaves others alone', async () => {
    const id = await submit('A lighthouse in a storm [sandbox:reject]')
    expect(await retryTask(t.context, alice, id)).toMatchObject({ ok: false, code: 'conflict' })
    await submitTask(t.context, t.engine, id)
    const retried = await retryTask(t.context, alice, id)
    expect(retried).toMatchObject({ ok: true, take: { state: 'queued' } })
    expect(retried.ok && retried.take.id).not.toBe(id)
    expect(await retryTask(t.context, bob, id)).toMatchObject({ ok: false, code: 'not_found' })
  })
})

describe('whose takes', () => {
  it('are seen by their owner only', async () => {
    const id = await submit('Private', { viewer: bob })
    expect(await findTake(t.context, alice, id)).toBeNull()
    expect(await findTakes(t.context, alice, [id])).toEqual([])
    expect(await listTaskEvents(t.context, alice, id)).toEqual([])
    const page = await listTakes(t.context, alice, { limit: 100 })
    expect(page.ok && page.items.some((take) => take.id === id)).toBe(false)
  })
})

describe('the list', () => {
  it('pages through every take once, newest first, and filters by state, vendor and words', async () => {
    const carol = await t.createViewer()
    const ids: string[] = []
    for (let i = 0; i < 7; i++) {
      if (i % 3 === 0) t.advance(1)
      ids.push(await submit(`Page ${i} 100%_sure`, { viewer: carol, vendor: i % 2 === 0 ? 'loova' : 'outai' }))
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listTakes(t.context, carol, { limit: 3, cursor })
      if (!page.ok) throw new Error(page.message)
      seen.push(...page.items.map((take) => take.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(seen).toHaveLength(7)
    expect(new Set(seen)).toEqual(new Set(ids))
    const count = async (query: Parameters<typeof listTakes>[2]) => {
      const page = await listTakes(t.context, carol, query)
      return page.ok ? page.items.length : -1
    }
    expect(await count({ vendor: 'outai' })).toBe(3)
    expect(await count({ state: 'queued' })).toBe(7)
    expect(await count({ state: 'failed' })).toBe(0)
    expect(await count({ q: 'PAGE 3' })).toBe(1)
    expect(await count({ q: '100%_' })).toBe(7)
    expect(await count({ q: '100__' })).toBe(0)
    expect(await count({ cursor: 'nonsense' })).toBe(-1)
  })
})

describe('a share link', () => {
  it('opens the take until it is revoked or expires', async () => {
    const id = await submit('A lighthouse in a storm')
    expect(await createShare(t.context, alice, id)).toMatchObject({ ok: false, code: 'conflict' })
    await finish(id)
    expect(await createShare(t.context, bob, id)).toMatchObject({ ok: false, code: 'not_found' })
    const forever = await createShare(t.context, alice, id)
    const day = await createShare(t.context, alice, id, { expiresInDays: 1 })
    if (!forever.ok || !day.ok) throw new Error('not shared')
    expect(await findSharedTake(t.context, forever.share.token)).toMatchObject({ prompt: 'A lighthouse in a storm', vendor: 'loova' })
    expect(await findSharedTake(t.context, `${forever.share.token.slice(0, -1)}!`)).toBeNull()
    t.advance(25 * 3_600_000)
    expect(await findSharedTake(t.context, day.share.token)).toBeNull()
    expect(await revokeShare(t.context, bob, forever.share.id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await revokeShare(t.context, alice, forever.share.id)).toMatchObject({ ok: true })
    expect(await findSharedTake(t.context, forever.share.token)).toBeNull()
  })
})
