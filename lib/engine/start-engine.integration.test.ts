import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { submitTake } from '#lib/services/testing/takes.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { type Engine, startEngine } from './start-engine.ts'

let t: TestContext
let viewer: UserViewer
let engine: Engine | null = null

beforeEach(async () => {
  t = await createTestContext({ SANDBOX_RENDER_SECONDS: '0' }, { clock: 'real' })
  viewer = await t.createViewer('owner')
})
afterEach(async () => {
  await engine?.stop()
  engine = null
  await t[Symbol.asyncDispose]()
})

const submit = (prompt: string, vendor: VendorId = 'loova') => submitTake(t.context, viewer, prompt, { vendor })

const find = (id: string) => findTask(t.engine, t.context.database.client, id)

/** Lets the test decide when the vendor's answers arrive. */
function holdAnswers(isHeld: (url: string) => boolean): { asked: Promise<void>; release: () => void } {
  const { sandbox } = t.context
  if (!sandbox) throw new Error('no sandbox')
  const asked = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  t.context.sandbox = {
    ...sandbox,
    async fetch(input, init) {
      const answer = await sandbox.fetch(input, init)
      if (isHeld(String(input))) {
        asked.resolve()
        await released.promise
      }
      return answer
    },
  }
  return { asked: asked.promise, release: () => released.resolve() }
}

describe('the running engine', () => {
  it('creates every take once and settles it, however many wait for few places', { timeout: 90_000 }, async () => {
    engine = await startEngine(t.context, { sweepEveryMs: 1_000 })
    const prompts = Array.from({ length: 40 }, (_, index) => `Quick ${index} [sandbox:fail]`)
    const ids = await Promise.all(prompts.map((prompt, index) => submit(prompt, vendorIds[index % vendorIds.length])))
    const { client } = t.context.database
    await expect.poll(() => client.task.count({ where: { state: 'failed' } }), { timeout: 80_000, interval: 200 }).toBe(ids.length)
    const created = (await t.context.sandbox?.ledger())?.map((entry) => entry.prompt) ?? []
    expect(created.toSorted()).toEqual(prompts.toSorted())
    expect(await client.task.count({ where: { failureCode: 'generation_failed' } })).toBe(ids.length)
  })

  it('keeps a film first and makes its poster and strip after', { timeout: 180_000 }, async () => {
    engine = await startEngine(t.context, { sweepEveryMs: 1_000 })
    const taskId = await submit('A lighthouse in a storm', 'uniall')
    const { client } = t.context.database
    await expect
      .poll(() => client.video.findUnique({ where: { taskId } }), { timeout: 150_000, interval: 200 })
      .toMatchObject({ posterKey: expect.any(String), previewKey: expect.any(String), preparedAt: expect.any(Date) })
    expect(await client.task.findUnique({ where: { id: taskId } })).toMatchObject({ state: 'succeeded' })
  })
})

describe('a stop', () => {
  it('waits for the answer to a create, which may have cost money', async () => {
    const held = holdAnswers(() => true)
    engine = await startEngine(t.context)
    const id = await submit('Under way [sandbox:never]')
    await held.asked
    expect((await find(id))?.state).toBe('submitting')
    const stopping = engine.stop()
    held.release()
    await stopping
    expect(await find(id)).toMatchObject({ state: 'running', leaseOwner: null })
  })

  it('hands back a check that does not end in time, so that another worker goes on at once', async () => {
    const id = await submit('Checked [sandbox:never]')
    engine = await startEngine(t.context, { stopTimeoutMs: 50 })
    await expect.poll(async () => (await find(id))?.state, { timeout: 30_000 }).toBe('running')
    const held = holdAnswers(() => true)
    await held.asked
    expect((await find(id))?.leaseOwner).toBe(t.context.workerId)
    await engine.stop()
    expect(await find(id)).toMatchObject({ state: 'running', leaseOwner: null, leaseUntil: null })
    held.release()
  })

  it('never hands back a create', async () => {
    const held = holdAnswers(() => true)
    engine = await startEngine(t.context, { stopTimeoutMs: 50 })
    const id = await submit('Too slow [sandbox:never]')
    await held.asked
    await engine.stop()
    expect(await find(id)).toMatchObject({ state: 'submitting', leaseOwner: t.context.workerId })
    held.release()
    await expect.poll(async () => (await find(id))?.state, { timeout: 30_000 }).toBe('running')
  })
})
