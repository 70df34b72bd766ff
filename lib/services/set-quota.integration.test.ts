import { afterAll, beforeAll, expect, it } from 'vitest'
import { listPeople } from './list-people.ts'
import { setQuota } from './set-quota.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'
import { findUploadRoom, refuseFor } from './upload-room.ts'

let test: TestContext
beforeAll(async () => {
  test = await createTestContext({ UPLOAD_QUOTA_GB: '2' })
})
afterAll(() => test[Symbol.asyncDispose]())

it('lets the owner, and nobody else, set what one person’s uploads may take', async () => {
  const { context } = test
  const owner = await test.createViewer('owner')
  const ana = await test.createViewer()
  const personId = ana.userId
  const quotaOfAna = async () => (await findUploadRoom(context, ana)).quotaBytes
  expect(await quotaOfAna()).toBe(2_000_000_000)

  expect(await setQuota(context, ana, { personId, quotaGb: 100 })).toMatchObject({ ok: false, code: 'forbidden' })
  expect(await setQuota(context, owner, { personId: 'nobody', quotaGb: 1 })).toMatchObject({ ok: false, code: 'not_found' })
  expect(await setQuota(context, owner, { personId, quotaGb: 0.5 })).toEqual({ ok: true })
  expect(await quotaOfAna()).toBe(500_000_000)
  const people = await listPeople(context, owner)
  expect(people.map(({ quotaGb, uploadBytes }) => ({ quotaGb, uploadBytes }))).toEqual([
    { quotaGb: null, uploadBytes: 0 },
    { quotaGb: 0.5, uploadBytes: 0 },
  ])

  expect(await setQuota(context, owner, { personId, quotaGb: 0 })).toEqual({ ok: true })
  expect(refuseFor(await findUploadRoom(context, ana), 1)).toMatchObject({ code: 'over_quota' })
  expect(await setQuota(context, owner, { personId, quotaGb: null })).toEqual({ ok: true })
  expect(await quotaOfAna()).toBe(2_000_000_000)
})
