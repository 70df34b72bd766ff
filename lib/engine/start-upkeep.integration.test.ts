import { afterAll, beforeAll, expect, it } from 'vitest'
import { upkeepQueue } from '#lib/data/open-queue.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { startUpkeep } from './start-upkeep.ts'

let t: TestContext
beforeAll(async () => {
  t = await createTestContext()
})
afterAll(() => t[Symbol.asyncDispose]())

it('is done once, however many processes ask, and a chore that fails keeps none from the next', async () => {
  const done: string[] = []
  const chore = (name: string) => ({
    firstMs: 0,
    everyMs: 3_600_000,
    async work() {
      done.push(name)
      if (name === 'failing') throw new Error('no')
    },
  })
  const chores = { failing: chore('failing'), other: chore('other') }
  const processes = [
    await startUpkeep(t.context, t.engine, t.queue.boss, chores),
    await startUpkeep(t.context, t.engine, t.queue.boss, chores),
  ]
  const states = async () => (await t.queue.boss.findJobs(upkeepQueue, {})).map((job) => job.state)
  await expect.poll(states, { timeout: 20_000, interval: 100 }).toEqual(['completed', 'completed'])
  expect(await t.queue.boss.send(upkeepQueue, { name: 'other' }, { singletonKey: 'other', singletonSeconds: 3_600 })).toBeNull()
  expect(done.toSorted()).toEqual(['failing', 'other'])
  for (const one of processes) await one.stop()
})
