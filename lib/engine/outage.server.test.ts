import { afterAll, beforeAll, expect, it } from 'vitest'
import { findTask } from '#lib/data/tasks.ts'
import { startPreparedPostgres } from '#lib/data/testing/prepared-postgres.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import { submitTake } from '#lib/services/testing/takes.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { type Engine, startEngine } from './start-engine.ts'

let server: Awaited<ReturnType<typeof startPreparedPostgres>>
let t: TestContext
let viewer: UserViewer
let engine: Engine
/** Creates whose prompt says so are answered only when the test lets go. */
let letGo: () => void

beforeAll(async () => {
  server = await startPreparedPostgres()
  t = await createTestContext({ SANDBOX_RENDER_SECONDS: '1' }, { clock: 'real', server })
  viewer = await t.createViewer('owner')
  const { sandbox } = t.context
  if (!sandbox) throw new Error('no sandbox')
  const { promise, resolve } = Promise.withResolvers<void>()
  letGo = resolve
  const slowWire: typeof sandbox.fetch = async (input, init) => {
    const answer = await sandbox.fetch(input, init)
    if (String(init?.body).includes('Held on the wire')) await promise
    return answer
  }
  t.context.sandbox = { ...sandbox, fetch: slowWire }
  engine = await startEngine(t.context, { sweepEveryMs: 1_000 })
})
afterAll(async () => {
  letGo()
  await engine.stop()
  await t[Symbol.asyncDispose]()
  await server.stop()
})

const submit = (prompt: string, vendor: VendorId) => submitTake(t.context, viewer, prompt, { vendor })

const stateOf = async (id: string) => (await findTask(t.engine, t.context.database.client, id))?.state

it('takes in every state outlive a PostgreSQL that was shut down and started again', { timeout: 240_000 }, async () => {
  const ids = new Map<string, string>()
  const place = async (name: string, prompt: string, vendor: VendorId) => ids.set(name, await submit(prompt, vendor))
  // The smallest film there is; its file comes at the third try, some twelve seconds after the first.
  await place('archiving', 'Waits for its file [sandbox:file-error=2]', 'uniall')
  await expect.poll(() => stateOf(ids.get('archiving') ?? ''), { timeout: 90_000, interval: 100 }).toBe('archiving')
  await place('held', 'Held on the wire [sandbox:fail]', 'outai')
  await place('running', 'Runs on [sandbox:slow=8] [sandbox:fail]', 'loova')
  await place('unconfirmed', 'Lost [sandbox:lost-answer]', 'loova')
  // Three at once run at this vendor, so the fourth waits.
  for (const turn of [1, 2, 3, 4]) await place(`line ${turn}`, `In line ${turn} [sandbox:slow=8] [sandbox:fail]`, 'seedance2ai')
  const states = async () => Object.fromEntries(await Promise.all([...ids].map(async ([name, id]) => [name, await stateOf(id)] as const)))
  await expect
    .poll(states, { timeout: 60_000, interval: 100 })
    .toMatchObject({ held: 'submitting', running: 'running', archiving: 'archiving', unconfirmed: 'unconfirmed', 'line 4': 'queued' })

  await server.pause()
  letGo()
  // Long enough that alarms, checks, the sweep and the answer that was held have met it.
  let refused = 0
  const isAway = async () =>
    t.context.database.check().then(
      () => 0,
      () => (refused += 1),
    )
  await expect.poll(isAway, { timeout: 60_000, interval: 250 }).toBeGreaterThanOrEqual(16)
  await expect(submit('Meanwhile', 'loova')).rejects.toThrow()
  await server.resume()

  const ends: Record<string, TaskState> = { held: 'failed', running: 'failed', archiving: 'succeeded', unconfirmed: 'unconfirmed' }
  for (const turn of [1, 2, 3, 4]) ends[`line ${turn}`] = 'failed'
  await expect.poll(states, { timeout: 60_000, interval: 200 }).toEqual(ends)
  // The vendor's answer that came while there was nowhere to write it was kept, and not asked for a second time.
  const ledger = (await t.context.sandbox?.ledger()) ?? []
  expect(ledger).toHaveLength(ids.size)
  expect(new Set(ledger.map(({ prompt }) => prompt)).size).toBe(ids.size)
  const held = await findTask(t.engine, t.context.database.client, ids.get('held') ?? '')
  expect(held).toMatchObject({
    failureCode: 'generation_failed',
    vendorTaskId: ledger.find(({ prompt }) => prompt.startsWith('Held'))?.vendorTaskId,
  })
})
