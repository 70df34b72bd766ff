import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import { cancelTask } from './cancel-task.ts'
import { deleteTask } from './delete-task.ts'
import { deleteTasks } from './delete-tasks.ts'
import { findTake, findTakes, listTaskEvents } from './find-take.ts'
import { findUsedAgain } from './find-used-again.ts'
import { listTakes } from './list-takes.ts'
import { findSharedTake, openVideo } from './open-video.ts'
import { retryTask } from './retry-task.ts'
import { createShare, revokeShare } from './share-video.ts'
import { submitGeneration } from './submit-generation.ts'
import { submitTask } from './submit-task.ts'
import { sweepTasks } from './sweep-tasks.ts'
import { finishTake } from './testing/finished-take.ts'
import { requireTask, sendTake, submitTake } from './testing/takes.ts'
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

const submit = (prompt: string, viewer = alice) => submitTake(t.context, viewer, prompt)
const stateOf = async (id: string) => (await requireTask(t, id)).state

describe('idempotency', () => {
  const submitOnce = (prompt: string, key: string, viewer = alice) => submitTake(t.context, viewer, prompt, {}, key)

  it('answers the same take for the same key and request, and a conflict for another request', async () => {
    const id = await submitOnce('Once only', 'key-1')
    expect(await submitOnce('Once only', 'key-1')).toBe(id)
    const other = await submitGeneration(t.context, alice, {
      request: { vendor: 'loova', mode: 'text_to_video', prompt: 'Else' },
      idempotencyKey: 'key-1',
    })
    expect(other).toMatchObject({ ok: false, code: 'conflict' })
  })

  it('makes one take of two submits at the same moment', async () => {
    const ids = await Promise.all([submitOnce('Raced', 'key-2'), submitOnce('Raced', 'key-2')])
    expect(new Set(ids).size).toBe(1)
  })

  it('keeps the keys of two people apart', async () => {
    expect(await submitOnce('Mine', 'key-3')).not.toBe(await submitOnce('Mine', 'key-3', bob))
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

describe('the sweep', () => {
  it('removes the files of a deleted take from storage', async () => {
    const id = await submit('A lighthouse in a storm')
    await finishTake(t.context, id, 'a film')
    const storageKey = (await openVideo(t.context, alice, id))?.storageKey ?? ''
    expect(await t.context.storage.stat(storageKey)).not.toBeNull()
    expect(await deleteTask(t.context, bob, id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await deleteTask(t.context, alice, id)).toEqual({ ok: true })
    await sweepTasks(t.context, t.engine)
    expect(await t.context.storage.stat(storageKey)).toBeNull()
    expect(await findTake(t.context, alice, id)).toBeNull()
  })
})

describe('deleting many', () => {
  it('tells of each take what became of it, and leaves those of others and those on their way alone', async () => {
    const waiting = await submit('Still in line')
    const cancelled = [await submit('One of many'), await submit('Another of many')]
    for (const id of cancelled) await cancelTask(t.context, alice, id)
    const others = await submit('Not hers', bob)
    await cancelTask(t.context, bob, others)
    const [first, second] = cancelled as [string, string]
    expect(await deleteTasks(t.context, alice, [first, waiting, others, second, first, 'nobody-has-this'])).toEqual({
      goneIds: [first, others, second, 'nobody-has-this'],
      refused: [{ id: waiting, message: expect.stringContaining('cancel it first') }],
    })
    expect(await findTakes(t.context, alice, [...cancelled, waiting])).toMatchObject([{ id: waiting }])
    expect(await stateOf(others)).toBe('cancelled')
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
    const ink = await sendTake(t, alice, 'A lighthouse in a storm', { vendor: 'seedance2ink' })
    const loova = await sendTake(t, alice, 'A lighthouse in a storm [sandbox:never]')
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

describe('a request used again', () => {
  it('tells what the form had filled in, also after another try, to its owner only', async () => {
    const request = { vendor: 'uniall', mode: 'text_to_video', prompt: 'Fog', duration: 5, resolution: '720p' } as const
    const order = async (assumed?: 'resolution'[]) => {
      const result = await submitGeneration(t.context, alice, { request, assumed })
      if (!result.ok) throw new Error(result.message)
      return result.take
    }
    const take = await order(['resolution'])
    expect(await findUsedAgain(t.context, alice, take)).toEqual({ request, uploads: {}, assumed: ['resolution'] })
    expect(await findUsedAgain(t.context, bob, take)).toMatchObject({ assumed: [] })
    expect(await findUsedAgain(t.context, alice, await order())).toMatchObject({ assumed: [] })
    await cancelTask(t.context, alice, take.id)
    const retried = await retryTask(t.context, alice, take.id)
    if (!retried.ok) throw new Error(retried.message)
    expect(await findUsedAgain(t.context, alice, retried.take)).toMatchObject({ assumed: ['resolution'] })
  })
})

describe('whose takes', () => {
  it('are seen by their owner only', async () => {
    const id = await submit('Private', bob)
    expect(await findTake(t.context, alice, id)).toBeNull()
    expect(await findTakes(t.context, alice, [id])).toEqual([])
    expect(await listTaskEvents(t.context, alice, id)).toEqual([])
    const page = await listTakes(t.context, alice, { limit: 100 })
    if (!page.ok) throw new Error(page.message)
    expect(page.items.map((take) => take.id)).not.toContain(id)
    expect((await findTake(t.context, bob, id))?.id).toBe(id)
  })
})

describe('the list', () => {
  it('pages through every take once, newest first, and filters by state, vendor and words', async () => {
    const carol = await t.createViewer()
    const ids: string[] = []
    for (let i = 0; i < 7; i++) {
      if (i % 3 === 0) t.advance(1)
      ids.push(await submitTake(t.context, carol, `Page ${i} 100%_sure`, { vendor: i % 2 === 0 ? 'loova' : 'outai' }))
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await listTakes(t.context, carol, { limit: 3, cursor })
      if (!page.ok) throw new Error(page.message)
      seen.push(...page.items.map((take) => take.id))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    const made = new Map(await Promise.all(ids.map(async (id) => [id, (await requireTask(t, id)).createdAt.getTime()] as const)))
    const newestFirst = ids.toSorted((a, b) => (made.get(b) ?? 0) - (made.get(a) ?? 0) || (a < b ? 1 : -1))
    expect(seen).toEqual(newestFirst)
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
    expect(await count({ q: 'sure  3 page' })).toBe(1)
    expect(await count({ q: '3 4' })).toBe(0)
    expect(await count({ q: '"3 page"' })).toBe(0)
    expect(await count({ q: 'sure "page 3"' })).toBe(1)
    expect(await count({ q: 'page '.repeat(9_000) })).toBe(7)
    expect(await count({ cursor: 'nonsense' })).toBe(-1)
  })
})

describe('a share link', () => {
  it('opens the take until it is revoked or expires', async () => {
    const id = await submit('A lighthouse in a storm')
    expect(await createShare(t.context, alice, id)).toMatchObject({ ok: false, code: 'conflict' })
    await finishTake(t.context, id, 'a film')
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
