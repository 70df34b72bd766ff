import { afterAll, beforeAll, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { listActivity } from './list-activity.ts'
import { sendTake } from './testing/takes.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let owner: UserViewer
let member: UserViewer

beforeAll(async () => {
  t = await createTestContext()
  owner = await t.createViewer('owner')
  member = await t.createViewer()
})
afterAll(() => t[Symbol.asyncDispose]())

async function send(prompt: string, viewer: UserViewer, vendor: VendorId = 'seedance2ai'): Promise<string> {
  t.advance(1)
  return sendTake(t, viewer, prompt, { vendor })
}

it('shows the owner everybody’s open takes, why they wait, and what each vendor said last, but nobody else’s prompt', async () => {
  const lost = await send('Secret plan, lost [sandbox:html-error]', member, 'loova')
  for (let i = 0; i < 3; i++) await send(`Runs ${i} [sandbox:never]`, owner)
  const waits = await send('Secret plan, waits', member)
  await send('Fails [sandbox:unreachable]', owner, 'outai')

  const activity = await listActivity(t.context, owner)
  expect(activity).toMatchObject({
    unconfirmed: [
      { id: lost, isOwn: false, maker: 'User 2', vendor: 'loova', note: expect.stringContaining('never sent again by itself') },
    ],
    waiting: [{ id: waits, isOwn: false, note: 'Waiting for a free place at Seedance2 AI.' }],
    waitingCount: 1,
    storageWaits: 0,
  })
  expect(activity?.underWay).toHaveLength(3)
  expect(activity?.underWay.every((task) => task.isOwn)).toBe(true)
  // One's own take is known by its words; of anybody else's they stay with their maker.
  expect(activity?.underWay.map(({ prompt }) => prompt).sort()).toEqual([0, 1, 2].map((i) => `Runs ${i} [sandbox:never]`))
  expect([...(activity?.unconfirmed ?? []), ...(activity?.waiting ?? [])].map(({ prompt }) => prompt)).toEqual([null, null])
  const of = (vendor: VendorId) => activity?.vendors.find((one) => one.vendor === vendor)
  expect(of('seedance2ai')).toMatchObject({ running: 3, waiting: 1, limit: 3, isLearnt: false, health: { state: 'ok' } })
  expect(of('seedance2ai')?.events[0]?.message).toContain('waits for a free place')
  expect(of('seedance2ai')?.calls).toMatchObject([{ call: 'create', count: 3, failed: 0 }])
  // From the timelines, so that a page without workers of its own shows the same.
  expect(of('seedance2ai')?.lately).toEqual({
    ...{ sent: 3, accepted: 3, answerMs: expect.any(Number), unconfirmed: 0, finished: 0, failed: 0, checksFailed: 0 },
  })
  expect(of('loova')?.lately).toMatchObject({ sent: 1, accepted: 0, answerMs: null, unconfirmed: 1 })
  expect(of('uniall')?.lately).toMatchObject({ sent: 0, accepted: 0 })
  expect(of('outai')).toMatchObject({
    lately: { sent: 1, failed: 1 },
    lastFailure: { code: 'never_sent' },
    calls: [{ call: 'create', count: 1, failed: 1 }],
  })
  expect(JSON.stringify(activity)).not.toContain('Secret plan')
  expect(await listActivity(t.context, member)).toBeNull()
})
