import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { createSafeFetch } from '#lib/transport/safe-fetch.ts'
import type { ServiceContext } from './context.ts'
import { listConnections } from './list-connections.ts'
import { resolveConnection } from './resolve-connection.ts'
import { type SaveConnectionInput, saveConnection } from './save-connection.ts'
import { testConnection } from './test-connection.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
let owner: UserViewer
beforeAll(async () => {
  test = await createTestContext()
  owner = await test.createViewer('owner')
})
afterEach(async () => {
  await test.context.database.client.vendorConnection.deleteMany()
})
afterAll(() => test[Symbol.asyncDispose]())

const key = 'sk-saved-in-settings-1234'

function withEnv(vendor: VendorId, given: { apiKey?: string; baseUrl?: string }): ServiceContext {
  const { env } = test.context
  const vendors = { ...env.vendors, [vendor]: { apiKey: given.apiKey, baseUrl: given.baseUrl } }
  return { ...test.context, env: { ...env, vendors } }
}

const save = (input: SaveConnectionInput, context = test.context) => saveConnection(context, owner, input)

describe('a vendor’s connection', () => {
  it('runs on the sandbox without a key, and is off where there is no sandbox', async () => {
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({
      state: 'sandbox',
      baseUrl: test.context.sandbox?.baseUrl('loova'),
      apiKey: test.context.sandbox?.apiKey('loova'),
    })
    expect(await resolveConnection({ ...test.context, sandbox: null }, 'loova')).toMatchObject({
      state: 'off',
      baseUrl: null,
      apiKey: null,
    })
  })

  it('goes live with a key from Settings, and back when it is removed', async () => {
    await save({ vendor: 'loova', apiKey: key })
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({
      state: 'live',
      apiKey: key,
      keySource: 'settings',
      keyHint: '1234',
      baseUrlSource: 'default',
    })
    await save({ vendor: 'loova', apiKey: null })
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({ state: 'sandbox', keySource: null, keyHint: null })
  })

  it('takes the key and the address of the environment before those of Settings', async () => {
    await save({ vendor: 'loova', apiKey: key, baseUrl: 'https://settings.example.com/v1' })
    const context = withEnv('loova', { apiKey: 'sk-from-the-environment-9876', baseUrl: 'https://env.example.com' })
    expect(await resolveConnection(context, 'loova')).toMatchObject({
      apiKey: 'sk-from-the-environment-9876',
      keySource: 'environment',
      keyHint: '9876',
      baseUrl: 'https://env.example.com',
      baseUrlSource: 'environment',
    })
  })

  it('needs an address for a vendor that has none of its own', async () => {
    await save({ vendor: 'uniall', apiKey: key })
    expect(await resolveConnection(test.context, 'uniall')).toMatchObject({ state: 'off', apiKey: null })
    await save({ vendor: 'uniall', baseUrl: 'https://gateway.example.com' })
    expect(await resolveConnection(test.context, 'uniall')).toMatchObject({ state: 'live', baseUrl: 'https://gateway.example.com' })
  })

  it('is off while it is disabled, key or not', async () => {
    await save({ vendor: 'outai', isDisabled: true })
    expect(await resolveConnection(test.context, 'outai')).toMatchObject({ state: 'off', reason: 'Switched off in Settings.' })
    await save({ vendor: 'outai', apiKey: key })
    expect(await resolveConnection(test.context, 'outai')).toMatchObject({ state: 'off', apiKey: null })
    await save({ vendor: 'outai', isDisabled: false })
    expect(await resolveConnection(test.context, 'outai')).toMatchObject({ state: 'live' })
  })

  it('says so when the key was sealed under another SECRET_KEY', async () => {
    await save({ vendor: 'loova', apiKey: key })
    const context = { ...test.context, secrets: { ...test.context.secrets, unseal: () => null } }
    expect(await resolveConnection(context, 'loova')).toMatchObject({ state: 'off', reason: expect.stringContaining('SECRET_KEY') })
  })
})

describe('saving a connection', () => {
  it('keeps the key sealed and never shows it again', async () => {
    const saved = await save({ vendor: 'loova', apiKey: key })
    expect(JSON.stringify(saved)).not.toContain(key)
    expect(JSON.stringify(await listConnections(test.context, owner))).not.toContain(key)
    const row = await test.context.database.pool.query('SELECT * FROM "VendorConnection"')
    expect(JSON.stringify(row.rows)).not.toContain(key)
  })

  it('leaves what is not given as it was', async () => {
    await save({ vendor: 'loova', apiKey: key, maxRunning: 2 })
    await save({ vendor: 'loova', isDisabled: false })
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({ apiKey: key, maxRunning: 2 })
  })

  it('does not let a key that nobody can read be sent to another address', async () => {
    await save({ vendor: 'loova', apiKey: key })
    const moved = await save({ vendor: 'loova', baseUrl: 'https://elsewhere.example.com' })
    expect(moved).toMatchObject({ ok: false, issues: [{ path: 'apiKey' }] })
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({ baseUrlSource: 'default' })
    expect(await save({ vendor: 'loova', baseUrl: 'https://elsewhere.example.com', apiKey: 'another-key-of-theirs' })).toMatchObject({
      ok: true,
    })
    expect(await save({ vendor: 'loova', baseUrl: 'https://elsewhere.example.com/v2' })).toMatchObject({ ok: true })
    expect(await save({ vendor: 'loova', baseUrl: null })).toMatchObject({ ok: false })
  })

  it('forgets the address with the key, so that no later key is sent to it', async () => {
    await save({ vendor: 'loova', apiKey: key, baseUrl: 'https://elsewhere.example.com', maxRunning: 2 })
    const removed = await save({ vendor: 'loova', apiKey: null })
    expect(removed).toMatchObject({ ok: true, connection: { keySource: null, baseUrlSource: 'default', maxRunning: 2 } })
    await save({ vendor: 'loova', apiKey: 'another-key-of-theirs' })
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({ state: 'live', baseUrlSource: 'default' })
  })

  it('does not change what the environment sets', async () => {
    const context = withEnv('loova', { apiKey: 'sk-from-the-environment-9876' })
    expect(await save({ vendor: 'loova', apiKey: key }, context)).toMatchObject({ ok: false, issues: [{ path: 'apiKey' }] })
    expect(await save({ vendor: 'loova', baseUrl: 'https://elsewhere.example.com' }, context)).toMatchObject({ ok: false })
    expect(await save({ vendor: 'loova', maxRunning: 4 }, context)).toMatchObject({ ok: true })
  })

  it('is the owner’s to do', async () => {
    const member = await test.createViewer('member')
    expect(await saveConnection(test.context, member, { vendor: 'loova', apiKey: key })).toMatchObject({ ok: false, code: 'forbidden' })
    expect(await testConnection(test.context, member, 'loova')).toMatchObject({ ok: false, code: 'forbidden' })
    expect(await resolveConnection(test.context, 'loova')).toMatchObject({ state: 'sandbox' })
  })
})

describe('the list of connections', () => {
  it('has every vendor and keeps what is the owner’s from a member', async () => {
    await save({ vendor: 'loova', apiKey: key })
    const seen = await listConnections(test.context, await test.createViewer('member'))
    expect(seen.map((connection) => connection.vendor)).toEqual(['loova', 'outai', 'seedance2ai', 'uniall', 'seedance2ink'])
    expect(seen[0]).toMatchObject({ state: 'live', keyHint: null, baseUrl: null, lastTest: null })
    expect((await listConnections(test.context, owner))[0]).toMatchObject({ keyHint: '1234' })
  })

  it('says who can take uploads', async () => {
    await save({ vendor: 'loova', apiKey: key })
    const accepts = async (context: ServiceContext) =>
      (await listConnections(context, owner)).filter((one) => one.acceptsUploads).map((one) => one.vendor)
    expect(await accepts(test.context)).toEqual(['outai', 'seedance2ai', 'uniall', 'seedance2ink'])
    const reachable = { ...test.context, env: { ...test.context.env, PUBLIC_URL: 'https://dailies.example.com' } }
    expect(await accepts(reachable)).toHaveLength(5)
  })
})

describe('testing what is not saved yet', () => {
  let server: Server
  let address: string
  const keysSeen: (string | undefined)[] = []
  beforeAll(async () => {
    server = createServer((request, response) => {
      keysSeen.push(request.headers.authorization)
      const isRight = request.headers.authorization === `Bearer ${key}`
      response.writeHead(isRight ? 404 : 401, { 'content-type': 'application/json' }).end('{"error":{"message":"no"}}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => keysSeen.splice(0))
  afterAll(() => new Promise((resolve) => server.close(resolve)))
  const tryOut = (typed: { apiKey?: string; baseUrl?: string | null }) =>
    testConnection({ ...test.context, safeFetch: createSafeFetch(['127.0.0.1']) }, owner, 'loova', typed)

  it('asks with the key and at the address that were typed, and keeps neither them nor what came of it', async () => {
    expect(await tryOut({ apiKey: key, baseUrl: address })).toMatchObject({ ok: true, isWorking: true, message: 'The key works.' })
    expect(await tryOut({ apiKey: 'sk-wrong', baseUrl: address })).toMatchObject({
      isWorking: false,
      message: 'Loova did not accept the key.',
    })
    expect(keysSeen).toEqual([`Bearer ${key}`, 'Bearer sk-wrong'])
    expect(await test.context.database.client.vendorConnection.count()).toBe(0)
  })

  it('asks at the saved address with a typed key, also while the vendor is switched off', async () => {
    await save({ vendor: 'loova', apiKey: 'sk-saved-before-9876', baseUrl: address, isDisabled: true })
    expect(await tryOut({ apiKey: key })).toMatchObject({ ok: true, isWorking: true, connection: { keyHint: '9876', lastTest: null } })
    expect(keysSeen).toEqual([`Bearer ${key}`])
  })

  it('does not send the saved key to an address that was typed', async () => {
    await save({ vendor: 'loova', apiKey: key })
    expect(await tryOut({ baseUrl: address })).toMatchObject({ ok: false, issues: [{ path: 'apiKey' }] })
    expect(keysSeen).toEqual([])
  })
})

describe('testing a connection', () => {
  it.each(['loova', 'outai', 'seedance2ai', 'uniall', 'seedance2ink'] as const)(
    'finds that the sandbox of %s takes its key',
    async (vendor) => {
      const tested = await testConnection(test.context, owner, vendor)
      expect(tested).toMatchObject({ ok: true, isWorking: true, connection: { lastTest: { ok: true } } })
    },
  )

  it.each(['loova', 'outai', 'seedance2ai', 'uniall', 'seedance2ink'] as const)(
    'finds that %s does not take a wrong key',
    async (vendor) => {
      const { sandbox } = test.context
      if (sandbox === null) throw new Error('there is no sandbox')
      const wrong = { ...sandbox, fetch: sandbox.fetch.bind(sandbox), baseUrl: sandbox.baseUrl.bind(sandbox), apiKey: () => 'a-wrong-key' }
      const tested = await testConnection({ ...test.context, sandbox: wrong }, owner, vendor)
      expect(tested).toMatchObject({ ok: true, isWorking: false, connection: { lastTest: { ok: false } } })
    },
  )
})
