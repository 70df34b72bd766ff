import { expect, it } from 'vitest'
import { listDrift } from './list-drift.ts'
import { submitTask } from './submit-task.ts'
import { requireTask, submitTake } from './testing/takes.ts'
import { createTestContext } from './testing/test-context.ts'

it('the id of a take that a vendor took is written before anything else that its answer tells', async () => {
  await using t = await createTestContext()
  const owner = await t.createViewer('owner')
  const { sandbox } = t.context
  if (!sandbox) throw new Error('no sandbox')
  t.context.sandbox = {
    ...sandbox,
    async fetch(...input) {
      const response = await sandbox.fetch(...input)
      return Response.json({ ...(await response.json()), surprise: 1 }, { status: response.status })
    },
  }
  const database = await t.test.reopen()
  const blocker = await database.pool.connect()
  await blocker.query('BEGIN')
  await blocker.query('LOCK TABLE "VendorDrift" IN ACCESS EXCLUSIVE MODE')

  const id = await submitTake(t.context, owner, 'A lighthouse', { vendor: 'uniall' })
  const submitted = submitTask(t.context, t.engine, id)
  try {
    await expect.poll(async () => (await requireTask(t, id)).vendorTaskId, { timeout: 30_000 }).not.toBeNull()
    expect((await requireTask(t, id)).state).toBe('running')
  } finally {
    await blocker.query('COMMIT')
    blocker.release()
    await submitted
    await database.close()
  }
  expect(await listDrift(t.context, owner)).toMatchObject([{ vendor: 'uniall', kind: 'unknown_field', detail: 'surprise' }])
})
