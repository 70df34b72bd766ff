import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findTask } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { checkTask } from './check-task.ts'
import { listDrift } from './list-drift.ts'
import { noteDrift } from './note-drift.ts'
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

describe('drift', () => {
  it('is a status that nobody documented: the take goes on, and the owner is told once, with a count', async () => {
    const prompt = '[sandbox:unknown-status] [sandbox:slow=600] A whale in an unknown state'
    const id = await sendTake(t, member, prompt, { vendor: 'uniall' })
    for (let check = 0; check < 3; check++) {
      t.advance(60_000)
      await checkTask(t.context, t.engine, id)
    }
    expect(await findTask(t.engine, t.context.database.client, id)).toMatchObject({
      state: 'running',
      vendorStatus: 'transcoding',
      attempts: 0,
    })
    const unknown = (await listDrift(t.context, owner)).filter((notice) => notice.kind === 'unknown_status')
    expect(unknown).toMatchObject([{ vendor: 'uniall', detail: 'transcoding', lastSeenAt: t.context.clock().toISOString() }])
    expect(unknown[0]?.count).toBeGreaterThanOrEqual(3)
    expect(await listDrift(t.context, member)).toEqual([])
  })

  it('of a vendor that invents a new word each time does not fill the table', async () => {
    for (let word = 0; word < 230; word += 10) {
      const notes = Array.from({ length: 10 }, (_, index) => ({
        kind: 'unknown_status' as const,
        detail: `state ${word + index} ${'x'.repeat(500)}`,
      }))
      await noteDrift(t.context, 'outai', notes)
    }
    const rows = await t.context.database.client.vendorDrift.findMany({ where: { vendor: 'outai' } })
    expect(rows).toHaveLength(200)
    expect(Math.max(...rows.map((row) => row.detail.length))).toBe(200)
  })

  it('in characters that the database does not keep is told without them', async () => {
    t.advance(1)
    const detail = 'od\u0000d\ud800'
    await noteDrift(t.context, 'seedance2ink', [
      { kind: 'unknown_field', detail },
      { kind: 'unknown_status', detail },
    ])
    expect((await listDrift(t.context, owner)).filter((notice) => notice.detail === 'odd\ufffd')).toHaveLength(2)
  })

  it('is told newest first', async () => {
    t.advance(60_000)
    await noteDrift(t.context, 'loova', [{ kind: 'missing_field', detail: 'video url' }])
    expect((await listDrift(t.context, owner))[0]).toMatchObject({ vendor: 'loova', kind: 'missing_field', detail: 'video url', count: 1 })
  })
})
