import { afterAll, beforeAll, expect, it } from 'vitest'
import { lockOwnership } from '#lib/data/users.ts'
import { completeSetup } from './complete-setup.ts'
import { ensureSetupLink } from './ensure-setup-link.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
beforeAll(async () => {
  test = await createTestContext()
})
afterAll(() => test[Symbol.asyncDispose]())

const countWaiting = `SELECT count(*)::int AS waiting FROM pg_locks WHERE NOT granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`

it('refuses the second of two links that meet in the middle, and nobody waits for the other for ever', async () => {
  const tokens = await Promise.all([ensureSetupLink(test.context), ensureSetupLink(test.context)])
  const { client, pool, transaction } = test.context.database
  let meeting: ReturnType<typeof completeSetup>[] = []
  await transaction(async (holder) => {
    await lockOwnership(holder)
    meeting = tokens.map((token, position) => {
      const name = `person${position}`
      return completeSetup(test.context, { token: token ?? '', name, email: `${name}@example.com`, password: 'a long password' })
    })
    await expect.poll(async () => (await pool.query(countWaiting)).rows[0].waiting, { timeout: 8000 }).toBe(2)
  })
  const results = await Promise.all(meeting)
  expect(results.filter((result) => result.ok)).toHaveLength(1)
  expect(await client.user.count()).toBe(1)
})
