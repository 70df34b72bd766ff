import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiKey } from './create-api-key.ts'
import { findApiKeyHolder } from './find-api-key-holder.ts'
import { listApiKeys } from './list-api-keys.ts'
import { revokeApiKey } from './revoke-api-key.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
beforeAll(async () => {
  test = await createTestContext()
})
afterAll(() => test[Symbol.asyncDispose]())

describe('an API key', () => {
  it('is shown once and kept as a hash', async () => {
    const viewer = await test.createViewer()
    const { key, apiKey } = await createApiKey(test.context, viewer, { name: 'Laptop' })
    expect(key).toMatch(/^dly_[0-9A-Za-z]{40}$/)
    expect(apiKey).toMatchObject({ name: 'Laptop', hint: key.slice(-4), lastUsedAt: null })
    expect(JSON.stringify(await test.context.database.client.apiKey.findMany())).not.toContain(key)
    expect(JSON.stringify(await listApiKeys(test.context, viewer))).not.toContain(key)
  })

  it('leads to the person who made it, until it is revoked', async () => {
    const viewer = await test.createViewer()
    const { key, apiKey } = await createApiKey(test.context, viewer, { name: 'Laptop' })
    expect(await findApiKeyHolder(test.context, key)).toMatchObject({ id: viewer.userId })
    expect((await listApiKeys(test.context, viewer))[0]?.lastUsedAt).toBe(test.context.clock().toISOString())
    expect(await revokeApiKey(test.context, viewer, apiKey.id)).toEqual({ ok: true })
    expect(await findApiKeyHolder(test.context, key)).toBeNull()
    expect(await listApiKeys(test.context, viewer)).toEqual([])
    expect(await revokeApiKey(test.context, viewer, apiKey.id)).toMatchObject({ ok: false, code: 'not_found' })
  })

  it('cannot be seen or revoked by anybody else', async () => {
    const [viewer, stranger] = [await test.createViewer(), await test.createViewer('owner')]
    const { key, apiKey } = await createApiKey(test.context, viewer, { name: 'Laptop' })
    expect(await listApiKeys(test.context, stranger)).toEqual([])
    expect(await revokeApiKey(test.context, stranger, apiKey.id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await findApiKeyHolder(test.context, key)).not.toBeNull()
  })
})
