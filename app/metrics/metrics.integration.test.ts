import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApiKey } from '#lib/services/create-api-key.ts'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { submitTask } from '#lib/services/submit-task.ts'
import { submitTake } from '#lib/services/testing/takes.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { callRoute } from '../api/testing/call-route.ts'
import * as metrics from './route.ts'

let t: TestContext
let owners: { authorization: string }
let members: { authorization: string }

beforeAll(async () => {
  t = await createTestContext()
  setCurrentContext(t.context)
  const owner = await t.createViewer('owner')
  const keyOf = async (viewer: typeof owner) => `Bearer ${(await createApiKey(t.context, viewer, { name: 'Monitor' })).key}`
  owners = { authorization: await keyOf(owner) }
  members = { authorization: await keyOf(await t.createViewer()) }
  for (const prompt of ['Runs [sandbox:never]', 'Waits', 'Refused [sandbox:reject]']) {
    const id = await submitTake(t.context, owner, prompt)
    if (prompt !== 'Waits') await submitTask(t.context, t.engine, id)
  }
  t.advance(90_000)
})
afterAll(async () => {
  setCurrentContext(null)
  await t[Symbol.asyncDispose]()
})

it('opens for the owner’s key only', async () => {
  expect((await callRoute(metrics.GET, '/metrics')).status).toBe(401)
  expect((await callRoute(metrics.GET, '/metrics', { headers: members })).status).toBe(403)
  expect((await callRoute(metrics.GET, '/metrics', { headers: owners })).status).toBe(200)
})

it('tells takes by state, their age, alarms, archive, calls and memory in Prometheus’ text format', async () => {
  const { text, headers } = await callRoute(metrics.GET, '/metrics', { headers: owners })
  expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
  expect(text).toContain('dailies_tasks{vendor="loova",account="sandbox",state="running"} 1\n')
  expect(text).toContain('dailies_tasks{vendor="loova",account="sandbox",state="failed"} 1\n')
  expect(text).toContain('dailies_oldest_task_age_seconds{vendor="loova",account="sandbox",state="queued"} 90\n')
  expect(text).not.toContain('dailies_oldest_task_age_seconds{vendor="loova",account="sandbox",state="failed"}')
  expect(text).toContain('dailies_vendor_call_seconds_bucket{vendor="loova",call="create",le="+Inf"} 2\n')
  expect(text).toContain('dailies_vendor_call_failures_total{vendor="loova",call="create",code="content_rejected"} 1\n')
  expect(text).toContain('dailies_archive_bytes 0\n')
  expect(text).toMatch(/dailies_queue_jobs\{queue="submit",state="ready"\} \d/)
  expect(text).toMatch(/process_resident_memory_bytes \d{7,}\n/)
  const samples = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  for (const line of samples) expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+$/)
  const families = text.split('\n').flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? [])
  expect(new Set(families).size).toBe(families.length)
})
