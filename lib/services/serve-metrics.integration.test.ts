import { afterAll, beforeAll, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import { createApiKey } from './create-api-key.ts'
import { type MetricsServer, serveMetrics } from './serve-metrics.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let t: TestContext
let server: MetricsServer
let owners: string
let members: string

beforeAll(async () => {
  t = await createTestContext()
  const keyOf = async (viewer: UserViewer) => (await createApiKey(t.context, viewer, { name: 'Monitor' })).key
  owners = await keyOf(await t.createViewer('owner'))
  members = await keyOf(await t.createViewer())
  t.context.metrics.observe({ vendor: 'loova', call: 'create', latencyMs: 70, failureCode: 'busy' })
  server = await serveMetrics(t.context, { host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await server.close()
  await t[Symbol.asyncDispose]()
})

async function ask(path: string, key: string | null, method = 'GET') {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

it('tells the owner’s key what this process has called, and nothing that every process would repeat', async () => {
  const { status, type, text } = await ask('/metrics', owners)
  expect(status).toBe(200)
  expect(type).toContain('version=0.0.4')
  expect(text).toContain('dailies_vendor_call_seconds_bucket{vendor="loova",call="create",le="0.1"} 1\n')
  expect(text).toContain('dailies_vendor_call_failures_total{vendor="loova",call="create",code="busy"} 1\n')
  expect(text).toMatch(/process_resident_memory_bytes \d{7,}\n/)
  expect(text).not.toContain('dailies_tasks')
})

it('opens for nobody else, and knows no other address', async () => {
  expect((await ask('/metrics', null)).status).toBe(401)
  expect((await ask('/metrics', 'a-key-that-nobody-has')).status).toBe(401)
  expect((await ask('/metrics', members)).status).toBe(403)
  expect((await ask('/metrics', owners, 'POST')).status).toBe(405)
  expect((await ask('/', owners)).status).toBe(404)
})
