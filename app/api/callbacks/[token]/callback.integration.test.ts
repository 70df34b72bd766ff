import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { listCallbackHints } from '#lib/data/callbacks.ts'
import { hashToken } from '#lib/data/secrets.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { failure } from '#lib/generation/failure.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { checkTask } from '#lib/services/check-task.ts'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { listTaskEvents } from '#lib/services/find-take.ts'
import { settleUnconfirmed } from '#lib/services/settle-unconfirmed.ts'
import { leaveUnconfirmed } from '#lib/services/submit-task.ts'
import { createCallingSandbox, publicUrl } from '#lib/services/testing/calling-sandbox.ts'
import { requireLedgerEntry } from '#lib/services/testing/ledger.ts'
import { requireTask, sendTake } from '#lib/services/testing/takes.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { type Answer, callRoute } from '../../testing/call-route.ts'
import * as callbacks from './route.ts'

const callers = ['seedance2ai', 'seedance2ink'] as const satisfies readonly VendorId[]

let t: TestContext
let alice: UserViewer
/** What the sandbox delivered, and what the route answered. */
const delivered: { token: string; body: unknown; status: number }[] = []

beforeAll(async () => {
  t = await createTestContext({ PUBLIC_URL: publicUrl })
  await t.context.sandbox?.close()
  t.context.sandbox = createCallingSandbox(t, async (token, body) => {
    const { status } = await knock(token, { json: body })
    delivered.push({ token, body, status })
    return status
  })
  setCurrentContext(t.context)
  alice = await t.createViewer('owner')
})
afterAll(async () => {
  setCurrentContext(null)
  await t[Symbol.asyncDispose]()
})

/** A vendor has few places: what a test left running is over before the next one begins, here and there. */
afterEach(async () => {
  await t.context.database.client.task.updateMany({ data: { state: 'cancelled', dueAt: null } })
  t.advance(3_600_000)
  await t.context.sandbox?.advance()
})

function knock(token: string, options: { json?: unknown; body?: BodyInit; method?: string }): Promise<Answer> {
  return callRoute(callbacks.POST, `/api/callbacks/${encodeURIComponent(token)}`, { params: { token }, ...options })
}

const submit = (prompt: string, vendor: VendorId = 'seedance2ai') => sendTake(t, alice, prompt, { vendor })
const row = (id: string) => requireTask(t, id)

const ledgerEntry = (prompt: string) => requireLedgerEntry(t.context.sandbox, prompt)

/** Only the vendor is told the secret, so the tests read it where the vendor keeps it. */
async function tokenAtVendor(prompt: string): Promise<string> {
  return (await ledgerEntry(prompt)).reference?.slice(`${publicUrl}/api/callbacks/`.length) ?? ''
}

async function waitingChecks(id: string): Promise<Date[]> {
  const { dueAt } = await row(id)
  return dueAt === null ? [] : [dueAt]
}

async function eventTypes(id: string): Promise<string[]> {
  return (await listTaskEvents(t.context, alice, id)).map((event) => event.type)
}

async function endAtVendor(): Promise<void> {
  t.advance(30_000)
  await t.context.sandbox?.advance()
}

describe('the address that a vendor is given', () => {
  it('is new for each create, and only its hash is kept', async () => {
    const [first, second] = [await submit('[sandbox:fail] A first harbour'), await submit('[sandbox:fail] A second harbour')]
    const [token, other] = [await tokenAtVendor('[sandbox:fail] A first harbour'), await tokenAtVendor('[sandbox:fail] A second harbour')]
    expect(token).toMatch(/^[\w-]{32}$/)
    expect(other).not.toBe(token)
    const { client } = t.context.database
    const stored = await client.task.findUnique({ where: { id: first }, omit: { callbackHash: false, resultUrl: false } })
    expect(stored?.callbackHash).toBe(hashToken(token))
    expect(JSON.stringify(stored)).not.toContain(token)
    const events = await client.taskEvent.findMany({ where: { taskId: { in: [first, second] } }, omit: { details: false } })
    expect(JSON.stringify(events)).not.toContain(token)
  })

  it('is not given to a vendor that never calls back', async () => {
    const id = await submit('[sandbox:fail] A third harbour', 'loova')
    const stored = await t.context.database.client.task.findUnique({ where: { id }, select: { callbackHash: true } })
    expect(stored).toEqual({ callbackHash: null })
  })

  it('does not exist without a public address of ours', async () => {
    const { PUBLIC_URL } = t.context.env
    t.context.env.PUBLIC_URL = undefined
    const id = await submit('[sandbox:fail] A fourth harbour')
    t.context.env.PUBLIC_URL = PUBLIC_URL
    expect(await row(id)).toMatchObject({ state: 'running' })
    expect((await ledgerEntry('[sandbox:fail] A fourth harbour')).reference).toBeNull()
  })
})

describe('a callback', () => {
  it.each(callers)('of %s brings the check forward, and the check settles the take', async (vendor) => {
    const id = await submit(`[sandbox:fail] A lighthouse at ${vendor}`, vendor)
    delivered.length = 0
    await endAtVendor()
    expect(delivered).toMatchObject([{ status: 202 }])
    expect((await waitingChecks(id)).map((at) => at <= t.context.clock())).toEqual([true])
    expect((await row(id)).state).toBe('running')
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'failed', failureCode: 'generation_failed' })
  })

  it('that comes twice causes one check', async () => {
    const id = await submit('[sandbox:fail] [sandbox:callback-twice] Twins')
    delivered.length = 0
    await endAtVendor()
    expect(delivered.map(({ status }) => status)).toEqual([202, 202])
    expect(await waitingChecks(id)).toHaveLength(1)
    await checkTask(t.context, t.engine, id)
    expect((await eventTypes(id)).filter((type) => type === 'failed')).toHaveLength(1)
  })

  it('is not believed: a forged end, a forged file and a forged task id change nothing', async () => {
    const prompt = '[sandbox:slow=600] [sandbox:fail] A patient whale'
    const id = await submit(prompt)
    const before = await row(id)
    const forged = { taskId: 'task_of_somebody', status: 'COMPLETED', output: { url: 'https://evil.example/a.mp4' }, error: null }
    expect((await knock(await tokenAtVendor(prompt), { json: forged })).status).toBe(202)
    await checkTask(t.context, t.engine, id)
    const after = await row(id)
    expect(after).toMatchObject({ state: 'running', vendorTaskId: before.vendorTaskId })
    expect(await listCallbackHints(t.context.database.client, id)).toEqual([])
  })

  it('with a body that nobody can read is still a knock at the door', async () => {
    const prompt = '[sandbox:slow=600] [sandbox:fail] A silent whale'
    const id = await submit(prompt)
    const token = await tokenAtVendor(prompt)
    for (const body of ['{"taskId":', '<html>', 'null', '[]', '']) expect((await knock(token, { body })).status).toBe(202)
    const [at] = await waitingChecks(id)
    expect(at && at <= t.context.clock()).toBe(true)
  })

  it('for a settled take does nothing', async () => {
    const prompt = '[sandbox:fail] A finished whale'
    const id = await submit(prompt)
    await endAtVendor()
    await checkTask(t.context, t.engine, id)
    const before = { events: await eventTypes(id), checks: await waitingChecks(id) }
    expect((await knock(await tokenAtVendor(prompt), { json: { taskId: 'x' } })).status).toBe(202)
    expect({ events: await eventTypes(id), checks: await waitingChecks(id) }).toEqual(before)
    expect((await row(id)).state).toBe('failed')
  })

  it('under a secret that no take has is not found, whatever it looks like', async () => {
    for (const token of [
      'A'.repeat(32),
      '',
      '..',
      '%00',
      'x'.repeat(5_000),
      (await row(await submit('[sandbox:fail] A guess', 'loova'))).id,
    ]) {
      const answer = await knock(token, { json: { taskId: 'task_abc123', status: 'COMPLETED' } })
      expect(answer.status).toBe(404)
      expect(answer.json).toMatchObject({ error: { code: 'not_found' } })
    }
  })

  it('of more than 64 KB is refused unread, announced or not', async () => {
    const prompt = '[sandbox:lost-answer] [sandbox:fail] A heavy whale'
    const id = await submit(prompt)
    const token = await tokenAtVendor(prompt)
    const { vendorTaskId } = await ledgerEntry(prompt)
    const huge = JSON.stringify({ taskId: vendorTaskId, padding: 'x'.repeat(70_000) })
    expect((await knock(token, { body: huge })).status).toBe(413)
    const endless = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array(16_384)) })
    expect((await knock(token, { body: endless })).status).toBe(413)
    expect(await waitingChecks(id)).toEqual([])
    expect(await listCallbackHints(t.context.database.client, id)).toEqual([])
  })

  it('is a POST and nothing else', async () => {
    const { GET, PUT, PATCH, DELETE } = callbacks
    for (const [method, handler] of Object.entries({ GET, PUT, PATCH, DELETE })) {
      const answer = await callRoute(handler, '/api/callbacks/x', { params: { token: 'x' }, method })
      expect(answer.status).toBe(405)
      expect(answer.headers.get('allow')).toBe('POST')
    }
  })
})

describe('a take whose create was never answered', () => {
  it.each(callers)('is attached by a callback once %s confirms it', async (vendor) => {
    const prompt = `[sandbox:lost-answer] [sandbox:fail] A message in a bottle for ${vendor}`
    const id = await submit(prompt, vendor)
    expect(await row(id)).toMatchObject({ state: 'unconfirmed', vendorTaskId: null })
    delivered.length = 0
    await endAtVendor()
    expect(delivered).toMatchObject([{ status: 202 }])
    // The callback alone attaches nothing.
    expect(await row(id)).toMatchObject({ state: 'unconfirmed', vendorTaskId: null })
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'running', vendorTaskId: (await ledgerEntry(prompt)).vendorTaskId, failureCode: null })
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'failed', failureCode: 'generation_failed' })
    expect(await eventTypes(id)).toEqual(expect.arrayContaining(['unconfirmed', 'callback', 'confirmed', 'failed']))
  })

  it('stays unconfirmed while the vendor knows no such task', async () => {
    const prompt = '[sandbox:lost-answer] [sandbox:fail] A forged bottle'
    const id = await submit(prompt)
    const token = await tokenAtVendor(prompt)
    for (const json of [{ taskId: 'task_made_up' }, {}, { taskId: '' }, { taskId: { $ne: null } }]) await knock(token, { json })
    expect(await listCallbackHints(t.context.database.client, id)).toEqual(['task_made_up'])
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'unconfirmed', vendorTaskId: null, failureCode: 'no_answer' })
    // The true one is still taken in.
    await knock(token, { json: { taskId: (await ledgerEntry(prompt)).vendorTaskId } })
    await checkTask(t.context, t.engine, id)
    expect((await row(id)).state).toBe('running')
  })

  it('is never given a vendor task that another take has', async () => {
    const other = await row(await submit('[sandbox:slow=600] [sandbox:fail] Somebody’s whale', 'seedance2ink'))
    const id = await submit('[sandbox:lost-answer] [sandbox:fail] [sandbox:no-callback] A jealous bottle', 'seedance2ink')
    const token = 'a-token-that-the-test-chose'
    await t.context.database.client.task.update({ where: { id }, data: { callbackHash: hashToken(token) } })
    expect((await knock(token, { json: { requestId: other.vendorTaskId } })).status).toBe(202)
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'unconfirmed', vendorTaskId: null })
    // Nor one that the vendor itself made for another take of ours.
    const mine = (await t.context.sandbox?.ledger())?.find((entry) => entry.reference?.includes(id))
    await knock(token, { json: { requestId: mine?.vendorTaskId, metadata: { dailiesTaskId: other.id } } })
    await checkTask(t.context, t.engine, id)
    expect((await row(id)).state).toBe('unconfirmed')
  })

  it('is not given another person’s vendor task by hand either', async () => {
    const other = await row(await submit('[sandbox:slow=600] [sandbox:fail] A private whale', 'seedance2ink'))
    const stranger = await t.createViewer()
    const id = await sendTake(t, stranger, '[sandbox:lost-answer] [sandbox:fail] A thief', { vendor: 'seedance2ink' })
    const choice = { kind: 'attach', vendorTaskId: other.vendorTaskId ?? '' } as const
    expect(await settleUnconfirmed(t.context, stranger, id, choice)).toMatchObject({ ok: false, code: 'conflict' })
    expect(await row(id)).toMatchObject({ state: 'unconfirmed', vendorTaskId: null })
  })

  it('gives one vendor task to one of two takes, however close together they ask', async () => {
    const prompts = [
      '[sandbox:lost-answer] [sandbox:fail] [sandbox:no-callback] One twin',
      '[sandbox:lost-answer] [sandbox:fail] [sandbox:no-callback] Other twin',
    ]
    const ids = [await submit(prompts[0] ?? '', 'seedance2ink'), await submit(prompts[1] ?? '', 'seedance2ink')]
    const { vendorTaskId } = await ledgerEntry(prompts[0] ?? '')
    for (const id of ids) {
      await t.context.database.client.task.update({ where: { id }, data: { callbackHash: hashToken(`token of ${id}`) } })
      await knock(`token of ${id}`, { json: { requestId: vendorTaskId } })
    }
    await Promise.all(ids.map((id) => checkTask(t.context, t.engine, id)))
    const states = await Promise.all(ids.map(async (id) => (await row(id)).state))
    expect(states.toSorted()).toEqual(['running', 'unconfirmed'])
  })

  it('is asked about again while the vendor does not answer', async () => {
    const prompt = '[sandbox:lost-answer] [sandbox:fail] [sandbox:query-html=2] A bottle in a storm'
    const id = await submit(prompt)
    await knock(await tokenAtVendor(prompt), { json: { taskId: (await ledgerEntry(prompt)).vendorTaskId } })
    await t.context.database.client.task.updateMany({ data: { dueAt: null } })
    for (const attempts of [1, 2]) {
      await checkTask(t.context, t.engine, id)
      expect(await row(id)).toMatchObject({ state: 'unconfirmed', attempts })
      expect(await waitingChecks(id)).toHaveLength(1)
    }
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'running', attempts: 0 })
  })

  it('is settled by a callback that came before anybody knew that the answer was lost', async () => {
    const prompt = '[sandbox:lost-answer] [sandbox:fail] [sandbox:no-callback] An early bottle'
    const id = await submit(prompt, 'seedance2ink')
    const { vendorTaskId } = await ledgerEntry(prompt)
    const token = 'an early token'
    await t.context.database.client.task.update({ where: { id }, data: { state: 'submitting', callbackHash: hashToken(token) } })
    await knock(token, { json: { requestId: vendorTaskId } })
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'submitting', vendorTaskId: null })
    await leaveUnconfirmed(t.context, t.engine, await row(id), failure('no_answer'))
    expect(await waitingChecks(id)).toHaveLength(1)
    await checkTask(t.context, t.engine, id)
    expect(await row(id)).toMatchObject({ state: 'running', vendorTaskId })
  })
})
