import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { changeConnection } from '#lib/data/connections.ts'
import { findVendorHealth } from '#lib/data/vendor-health.ts'
import { listLine } from '#lib/data/vendor-line.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { findTake } from './find-take.ts'
import { listConnections } from './list-connections.ts'
import { submitTask } from './submit-task.ts'
import { sweepTasks } from './sweep-tasks.ts'
import { endFailing, listRunning, requireTask, submitTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let owner: UserViewer
let alice: UserViewer
let bob: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  owner = await t.createViewer('owner')
  alice = await t.createViewer()
  bob = await t.createViewer()
})
afterAll(() => t[Symbol.asyncDispose]())

/** Each test has the vendors to itself, and the sandbox's accounts are empty again. */
beforeEach(async () => {
  const { client } = t.context.database
  await client.task.deleteMany()
  await client.vendorHealth.deleteMany()
  t.advance(3_600_000)
})

async function submit(prompt: string, options: { vendor?: VendorId; viewer?: UserViewer; priority?: number } = {}): Promise<string> {
  const id = await submitTake(t.context, options.viewer ?? alice, prompt, { vendor: options.vendor ?? 'seedance2ai' })
  if (options.priority !== undefined) await t.context.database.client.task.update({ where: { id }, data: { priority: options.priority } })
  t.advance(1)
  return id
}

const row = (id: string) => requireTask(t, id)

const ring = (id: string) => submitTask(t.context, t.engine, id)
const noteOf = async (id: string, viewer = alice) => (await findTake(t.context, viewer, id))?.note
const health = (vendor: VendorId) => findVendorHealth(t.context.database.client, { vendor, isSandbox: true })
/** Its own alarm, or what a free place rings. */
const isRung = async (id: string) => (await row(id)).dueAt !== null
const runningIds = (ids: readonly string[]) => listRunning(t, ids)
const end = (id: string) => endFailing(t, id)

describe('the line at a vendor', () => {
  it('is first come, first served: the alarm of a later take sends the earlier one', async () => {
    const ids = []
    for (let i = 0; i < 5; i++) ids.push(await submit(`Line ${i} [sandbox:fail]`))
    for (const id of ids.toReversed()) await ring(id)
    expect(await runningIds(ids)).toEqual([0, 1, 2])
    await end(ids[0] ?? '')
    await ring(ids[4] ?? '')
    expect(await runningIds(ids)).toEqual([1, 2, 3])
  })

  it('is fair between people: whoever runs fewest goes first', async () => {
    const many = []
    for (let i = 0; i < 6; i++) many.push(await submit(`Many ${i} [sandbox:fail]`))
    const few = [await submit('Few 0 [sandbox:fail]', { viewer: bob }), await submit('Few 1 [sandbox:fail]', { viewer: bob })]
    for (const id of [...many, ...few]) await ring(id)
    expect(await runningIds(many)).toEqual([0, 1])
    expect(await runningIds(few)).toEqual([0])
    const line = await listLine(t.context.database.client, { vendor: 'seedance2ai', isSandbox: true }, 10)
    expect(line).toEqual([few[1], many[2], many[3], many[4], many[5]])
  })

  it('lets a higher priority go first', async () => {
    const ids = []
    for (let i = 0; i < 4; i++) ids.push(await submit(`Low ${i} [sandbox:fail]`))
    const urgent = await submit('Urgent [sandbox:fail]', { priority: 1 })
    for (const id of ids) await ring(id)
    expect((await row(urgent)).state).toBe('running')
    expect(await runningIds(ids)).toEqual([0, 1])
  })

  it('never runs more than the vendor allows, however many workers ring at once', async () => {
    for (let round = 0; round < 5; round++) {
      const ids = await Promise.all(Array.from({ length: 8 }, (_, i) => submit(`Rush ${i} [sandbox:fail]`)))
      await Promise.all(ids.map(ring))
      // Never more, and never fewer: no alarm gives up because another was quicker.
      expect(await runningIds(ids)).toHaveLength(3)
      t.advance(30_000)
      for (const task of await t.context.database.client.task.findMany({ where: { state: 'running' } })) await end(task.id)
      await t.context.database.client.task.deleteMany()
    }
  })

  it('runs as many as Settings say', async () => {
    await changeConnection(owner, t.context.database.client, 'loova', { maxRunning: 2 })
    const ids = []
    for (let i = 0; i < 3; i++) ids.push(await submit(`Set ${i} [sandbox:fail]`, { vendor: 'loova' }))
    for (const id of ids) await ring(id)
    expect(await runningIds(ids)).toEqual([0, 1])
    expect((await listConnections(t.context, owner)).find((one) => one.vendor === 'loova')?.maxRunning).toBe(2)
    expect((await listConnections(t.context, alice)).find((one) => one.vendor === 'loova')?.maxRunning).toBeNull()
    await changeConnection(owner, t.context.database.client, 'loova', { maxRunning: null })
  })

  it('tells each take its place and, with a history, the likely wait', async () => {
    const ids = []
    for (let i = 0; i < 5; i++) ids.push(await submit(`Place ${i} [sandbox:fail]`))
    for (const id of ids) await ring(id)
    expect(await noteOf(ids[3] ?? '')).toBe('Next in line at Seedance2 AI.')
    expect(await noteOf(ids[4] ?? '')).toBe('2nd in line at Seedance2 AI.')
    for (const id of ids.slice(0, 3)) {
      const submittedAt = new Date(t.context.clock().getTime() - 180_000)
      const data = { state: 'succeeded', submittedAt, vendorDoneAt: t.context.clock() }
      await t.context.database.client.task.update({ where: { id }, data })
    }
    t.advance(61_000)
    for (const prompt of ['a', 'b', 'c']) await submit(`${prompt} [sandbox:fail]`, { viewer: bob })
    const waiting = await t.context.database.client.task.findMany({ where: { state: 'queued' }, orderBy: { createdAt: 'asc' } })
    for (const task of [...waiting, ...waiting]) await ring(task.id)
    const [next] = await listLine(t.context.database.client, { vendor: 'seedance2ai', isSandbox: true }, 10)
    expect(await noteOf(next ?? '', bob)).toMatch(/^Next in line at Seedance2 AI, likely wait about 3 min\.$/)
  })

  it('keeps what was accepted at no cost on the sandbox when a key is added meanwhile', async () => {
    const id = await submit('Free of charge [sandbox:fail]', { vendor: 'loova' })
    const { client } = t.context.database
    await changeConnection(owner, client, 'loova', { sealedKey: t.context.secrets.seal('a live key'), baseUrl: 'https://vendor.invalid' })
    await ring(id)
    expect(await row(id)).toMatchObject({ state: 'running', isSandbox: true })
    const live = await submit('Costs', { vendor: 'loova' })
    await changeConnection(owner, client, 'loova', { sealedKey: null, baseUrl: null })
    await ring(live)
    expect(await row(live)).toMatchObject({ state: 'failed', failureCode: 'not_configured' })
    const failed = await findTake(t.context, alice, live)
    // Without a key the same request goes to the sandbox; that the key is gone are our words.
    expect(failed).toMatchObject({ isSandbox: false, isRetryFree: true, failureDetails: { vendorMessage: null } })
    expect(failed?.failureDetails?.advice).toContain('The key for this take is not in Settings any more.')
    await changeConnection(owner, client, 'loova', { sealedKey: t.context.secrets.seal('a live key'), baseUrl: 'https://vendor.invalid' })
    expect(await findTake(t.context, alice, live)).toMatchObject({ canRetry: true, isRetryFree: false })
    await changeConnection(owner, client, 'loova', { sealedKey: null, baseUrl: null })
  })

  it('goes on by the sweep when the alarm that a free place rings was lost', async () => {
    const ids = []
    for (let i = 0; i < 4; i++) ids.push(await submit(`Lost ${i} [sandbox:fail]`))
    for (const id of ids) await ring(id)
    await end(ids[0] ?? '')
    await t.context.database.client.task.update({ where: { id: ids[3] ?? '' }, data: { dueAt: null } })
    await sweepTasks(t.context, t.engine)
    expect(await isRung(ids[3] ?? '')).toBe(true)
  })
})

describe('a vendor that is full', () => {
  it('teaches how many it runs, which wears off', async () => {
    const ids = []
    for (let i = 0; i < 7; i++) ids.push(await submit(`Full ${i} [sandbox:fail]`, { vendor: 'loova' }))
    for (const id of ids) await ring(id)
    // The sandbox's Loova runs five at once, and nobody told us.
    expect(await runningIds(ids)).toEqual([0, 1, 2, 3, 4])
    expect(await health('loova')).toMatchObject({ learntLimit: 5, pauseReason: 'slot' })
    expect((await row(ids[5] ?? '')).waitReason).toBe('slot')
    const calls = () => t.context.metrics.list().find((one) => one.vendor === 'loova' && one.call === 'create')?.count ?? 0
    const before = calls()
    t.advance(5_000)
    await ring(ids[6] ?? '')
    expect(calls()).toBe(before)
    await end(ids[0] ?? '')
    await ring(ids[6] ?? '')
    expect(await runningIds(ids)).toEqual([1, 2, 3, 4, 5])
  })

  it('sends nobody until it asked to be left alone no longer, then the one it refused first', async () => {
    const refused = await submit('Refused [sandbox:busy=1]', { vendor: 'outai' })
    const later = await submit('Later [sandbox:fail]', { vendor: 'outai' })
    await ring(refused)
    await ring(later)
    expect([(await row(refused)).state, (await row(later)).state]).toEqual(['queued', 'queued'])
    expect(await isRung(refused)).toBe(true)
    // Nothing else ran, so the refusal says nothing about how many may.
    expect((await health('outai'))?.learntLimit).toBeNull()
    t.advance(2_000)
    await ring(refused)
    await ring(later)
    expect([(await row(refused)).state, (await row(later)).state]).toEqual(['running', 'running'])
    expect(await health('outai')).toMatchObject({ pausesInARow: 0, pausedUntil: null })
  })
})

describe('a vendor that says when to come back', () => {
  it('is left alone for as long as it said, by everybody', async () => {
    const refused = await submit('Slow down [sandbox:rate-limited=1]', { vendor: 'outai' })
    const other = await submit('Other [sandbox:fail]', { vendor: 'outai', viewer: bob })
    await ring(refused)
    await ring(other)
    t.advance(29_000)
    await ring(other)
    expect([await row(refused), await row(other)]).toMatchObject([
      { state: 'queued', waitReason: 'rate_limited' },
      { state: 'queued', waitReason: 'rate_limited' },
    ])
    expect(await noteOf(other, bob)).toContain('asked us to wait')
    t.advance(2_000)
    await ring(other)
    await ring(refused)
    expect([(await row(refused)).state, (await row(other)).state]).toEqual(['running', 'running'])
  })
})

describe('a vendor that is down', () => {
  async function breakDown(vendor: VendorId): Promise<string[]> {
    const ids = []
    for (let i = 0; i < 5; i++) ids.push(await submit(`Down ${i} [sandbox:html-error]`, { vendor }))
    for (const id of ids) await ring(id)
    return ids
  }

  it('is left alone after five failures in a row, and its takes wait instead of becoming unconfirmed', async () => {
    await breakDown('loova')
    expect((await health('loova'))?.downSince).not.toBeNull()
    const id = await submit('Waits', { vendor: 'loova' })
    await ring(id)
    expect(await row(id)).toMatchObject({ state: 'queued', waitReason: 'vendor_unavailable' })
    expect(await noteOf(id)).toContain('does not answer at the moment')
    expect(await isRung(id)).toBe(true)
    const seen = (await listConnections(t.context, alice)).find((one) => one.vendor === 'loova')
    expect(seen?.health).toMatchObject({ state: 'down', since: expect.any(String), message: expect.stringContaining('Loova') })
    expect((await listConnections(t.context, alice)).find((one) => one.vendor === 'outai')?.health.state).toBe('ok')
  })

  it('is tried by one take after a while, and its answer lets the others go', async () => {
    await breakDown('loova')
    const first = await submit('First [sandbox:fail]', { vendor: 'loova' })
    const second = await submit('Second [sandbox:fail]', { vendor: 'loova' })
    await ring(first)
    await ring(second)
    t.advance(3_000)
    await ring(first)
    expect((await row(first)).state).toBe('running')
    expect((await health('loova'))?.downSince).toBeNull()
    await ring(second)
    expect((await row(second)).state).toBe('running')
    expect((await listConnections(t.context, alice)).find((one) => one.vendor === 'loova')?.health.state).toBe('ok')
  })

  it('is tried later and later while it stays down', async () => {
    await breakDown('loova')
    const retryAt = async () => (await health('loova'))?.retryAt?.getTime() ?? 0
    const firstAt = await retryAt()
    t.advance(3_000)
    await ring(await submit('Probe [sandbox:html-error]', { vendor: 'loova' }))
    const secondAt = await retryAt()
    expect(secondAt - t.context.clock().getTime()).toBeGreaterThan(3_000)
    expect(secondAt).toBeGreaterThan(firstAt)
    expect((await health('loova'))?.downSince).not.toBeNull()
  })

  it('is asked for its balance first where it has such a call, so that no take is risked', async () => {
    await breakDown('seedance2ai')
    const id = await submit('After [sandbox:fail]')
    t.advance(3_000)
    await ring(id)
    expect(t.context.metrics.list().some((one) => one.vendor === 'seedance2ai' && one.call === 'balance')).toBe(true)
    expect((await row(id)).state).toBe('running')
  })

  it('is tried by the sweep too, so that it is not called down for longer than it is', async () => {
    await breakDown('seedance2ai')
    const state = async () => (await listConnections(t.context, alice)).find((one) => one.vendor === 'seedance2ai')?.health.state
    expect(await state()).toBe('down')
    await sweepTasks(t.context, t.engine)
    expect(await state()).toBe('down')
    t.advance(3_000)
    await sweepTasks(t.context, t.engine)
    expect(await state()).toBe('ok')
  })

  it('is asked how an earlier task stands where it tells no balance', async () => {
    const earlier = await submit('Earlier [sandbox:query-html=1]', { vendor: 'loova' })
    await ring(earlier)
    await breakDown('loova')
    const id = await submit('Later', { vendor: 'loova' })
    t.advance(3_000)
    await ring(id)
    expect((await row(id)).state).toBe('queued')
    t.advance(10_000)
    await ring(id)
    expect((await row(id)).state).toBe('running')
  })

  it('is not called down for refusals, nor for failures that are far apart', async () => {
    for (let i = 0; i < 6; i++) await ring(await submit(`Refused ${i} [sandbox:reject]`, { vendor: 'loova' }))
    for (let i = 0; i < 6; i++) {
      await ring(await submit(`Rare ${i} [sandbox:html-error]`, { vendor: 'loova' }))
      t.advance(60_000)
    }
    expect((await health('loova'))?.downSince ?? null).toBeNull()
  })
})
