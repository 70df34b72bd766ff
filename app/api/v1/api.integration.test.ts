import { describe, expect, it } from 'vitest'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { finishTake } from '#lib/services/testing/finished-take.ts'
import * as unknown from '../[...path]/route.ts'
import * as health from '../health/route.ts'
import { type CallOptions, callRoute } from '../testing/call-route.ts'
import { idOf, openApi, request } from '../testing/open-api.ts'
import * as check from './check/route.ts'
import * as description from './openapi.json/route.ts'
import * as cancel from './tasks/[id]/cancel/route.ts'
import * as task from './tasks/[id]/route.ts'
import * as video from './tasks/[id]/video/route.ts'
import * as tasks from './tasks/route.ts'

const { test, headers, strangers, createTask } = await openApi()

const error = (code: string) => ({ error: { code, message: expect.any(String) } })

describe('asking for a take', () => {
  it('answers 202 with the task, which is kept', async () => {
    const answer = await callRoute(tasks.POST, '/api/v1/tasks', { headers, json: { ...request, duration: 4 } })
    expect(answer.status).toBe(202)
    expect(answer.json).toMatchObject({
      vendor: 'loova',
      model: 'seedance_2_0',
      mode: 'text_to_video',
      state: 'queued',
      progress: null,
      request: { ...request, duration: 4 },
      failure: null,
      video: null,
      vendorTaskId: null,
      finishedAt: null,
    })
    expect(answer.headers.get('location')).toBe(`/api/v1/tasks/${idOf(answer.json)}`)
    const found = await callRoute(task.GET, '/api/v1/tasks/x', { headers, params: { id: idOf(answer.json) } })
    expect([found.status, found.json]).toEqual([200, answer.json])
  })

  it('answers the same task for the same key and request, and refuses another request under that key', async () => {
    const keyed = { ...headers, 'idempotency-key': 'once' }
    const [first, second] = await Promise.all([
      callRoute(tasks.POST, '/api/v1/tasks', { headers: keyed, json: request }),
      callRoute(tasks.POST, '/api/v1/tasks', { headers: keyed, json: request }),
    ])
    expect([first.status, second.status]).toEqual([202, 202])
    expect(idOf(first.json)).toBe(idOf(second.json))
    const other = await callRoute(tasks.POST, '/api/v1/tasks', { headers: keyed, json: { ...request, prompt: 'Another' } })
    expect([other.status, other.json]).toEqual([409, error('idempotency_conflict')])
    const somebody = await callRoute(tasks.POST, '/api/v1/tasks', { headers: { ...keyed, ...strangers }, json: request })
    expect(somebody.status).toBe(202)
    expect(idOf(somebody.json)).not.toBe(idOf(first.json))
  })

  it.each([
    ['a rule of the vendor', { ...request, duration: 3 }, 'duration', 'too_small'],
    ['a missing prompt', { vendor: 'loova', mode: 'text_to_video' }, 'prompt', 'required'],
    ['an unknown field', { ...request, colour: 'red' }, 'colour', 'unknown_field'],
    ['a wrong type', { ...request, duration: '5' }, 'duration', 'invalid_type'],
    ['an unknown vendor', { ...request, vendor: 'acme' }, 'vendor', 'not_an_option'],
    ['a list', [request], 'request', 'invalid_type'],
    ['null', null, 'request', 'invalid_type'],
  ])('refuses %s with an issue at the field', async (_name, json, path, code) => {
    const answer = await callRoute(tasks.POST, '/api/v1/tasks', { headers, json })
    expect(answer.status).toBe(422)
    expect(answer.json).toMatchObject({
      error: { code: 'invalid_request', issues: expect.arrayContaining([expect.objectContaining({ path, code, severity: 'error' })]) },
    })
  })

  const json = { 'content-type': 'application/json' }
  const tooMuch = () => new Blob([`"${'x'.repeat(1_100_000)}"`]).stream()
  it.each<[string, CallOptions, number, string]>([
    ['broken JSON', { body: '{"vendor":', headers: json }, 400, 'invalid_json'],
    ['an empty body', { method: 'POST', headers: json }, 400, 'invalid_json'],
    ['bytes that are no UTF-8', { body: new Uint8Array([34, 255, 34]), headers: json }, 400, 'invalid_json'],
    [
      'another content type',
      { body: 'vendor=loova', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      'unsupported_media_type',
    ],
    ['no content type', { body: new Uint8Array([123, 125]) }, 415, 'unsupported_media_type'],
    ['more than 1 MB without a length', { body: tooMuch(), headers: json }, 413, 'too_large'],
    ['an announced length over 1 MB', { body: '{}', headers: { ...json, 'content-length': '1048577' } }, 413, 'too_large'],
    ['a key of 256 characters', { json: request, headers: { 'idempotency-key': 'k'.repeat(256) } }, 422, 'invalid_request'],
  ])('refuses %s', async (_name, options, status, code) => {
    const answer = await callRoute(tasks.POST, '/api/v1/tasks', { ...options, headers: { ...headers, ...options.headers } })
    expect([answer.status, answer.json]).toEqual([status, error(code)])
  })
})

describe('whoever has no key', () => {
  it.each([
    ['none', {}],
    ['a made-up one', { authorization: 'Bearer dly_0000000000000000000000000000000000000000' }],
    ['one in another scheme', { authorization: 'Basic dly_0000000000000000000000' }],
  ])('is refused everywhere with %s', async (_name, wrong) => {
    const params = { id: 'x' }
    const answers = await Promise.all([
      callRoute(check.POST, '/api/v1/check', { headers: wrong, json: request }),
      callRoute(tasks.POST, '/api/v1/tasks', { headers: wrong, json: request }),
      callRoute(tasks.GET, '/api/v1/tasks', { headers: wrong }),
      callRoute(task.GET, '/api/v1/tasks/x', { headers: wrong, params }),
      callRoute(task.DELETE, '/api/v1/tasks/x', { headers: wrong, params, method: 'DELETE' }),
      callRoute(cancel.POST, '/api/v1/tasks/x/cancel', { headers: wrong, params, method: 'POST' }),
      callRoute(video.GET, '/api/v1/tasks/x/video', { headers: wrong, params }),
    ])
    for (const answer of answers) {
      expect([answer.status, answer.json]).toEqual([401, error('unauthorized')])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })
})

describe('somebody else’s task', () => {
  it('is not there', async () => {
    const params = { id: await createTask() }
    await finishTake(test.context, params.id, 'the video')
    const answers = [
      await callRoute(task.GET, '/api/v1/tasks/x', { headers: strangers, params }),
      await callRoute(cancel.POST, '/api/v1/tasks/x/cancel', { headers: strangers, params, method: 'POST' }),
      await callRoute(video.GET, '/api/v1/tasks/x/video', { headers: strangers, params }),
      await callRoute(task.DELETE, '/api/v1/tasks/x', { headers: strangers, params, method: 'DELETE' }),
    ]
    for (const answer of answers) expect([answer.status, answer.json]).toEqual([404, error('not_found')])
    const list = await callRoute(tasks.GET, '/api/v1/tasks?limit=100', { headers: strangers })
    expect(list.text).not.toContain(params.id)
    expect((await callRoute(task.GET, '/api/v1/tasks/x', { headers, params })).status).toBe(200)
  })

  it.each(['x', 'null', '../etc/passwd', '0199', '%00', 'a'.repeat(5_000)])('is not there under the id %s either', async (id) => {
    expect((await callRoute(task.GET, '/api/v1/tasks/x', { headers, params: { id } })).status).toBe(404)
    expect((await callRoute(video.GET, '/api/v1/tasks/x/video', { headers, params: { id } })).status).toBe(404)
  })
})

describe('a task', () => {
  it('can be waited for, and answers as it is when the wait is over', async () => {
    const params = { id: await createTask() }
    const early = await callRoute(task.GET, '/api/v1/tasks/x?wait=0.05', { headers, params })
    expect(early.json).toMatchObject({ state: 'queued' })
    const waiting = callRoute(task.GET, '/api/v1/tasks/x?wait=30', { headers, params })
    await callRoute(cancel.POST, '/api/v1/tasks/x/cancel', { headers, params, method: 'POST' })
    expect((await waiting).json).toMatchObject({ state: 'cancelled' })
  })

  it('is given back at once when the caller goes away', async () => {
    const params = { id: await createTask() }
    const gone = new AbortController()
    const waiting = callRoute(task.GET, '/api/v1/tasks/x?wait=60', { headers, params, signal: gone.signal })
    gone.abort()
    expect((await waiting).json).toMatchObject({ state: 'queued' })
  })

  it.each(['-1', '61', 'soon', '1e1', 'NaN'])('cannot be waited for %s seconds', async (wait) => {
    const answer = await callRoute(task.GET, `/api/v1/tasks/x?wait=${wait}`, { headers, params: { id: 'x' } })
    expect([answer.status, answer.json]).toMatchObject([
      422,
      { error: { issues: [{ path: 'wait', message: expect.stringMatching(/^wait must be .*\.$/) }] } },
    ])
  })

  it('that failed says why, what a script may do, and the HTTP status that means the same', async () => {
    const params = { id: await createTask() }
    const data = { state: 'failed', failureCode: 'no_credits', dueAt: null }
    await test.context.database.client.task.update({ where: params, data })
    expect((await callRoute(task.GET, '/api/v1/tasks/x', { headers, params })).json).toMatchObject({
      failure: { code: 'no_credits', message: expect.stringContaining('too few credits'), action: 'stop', status: 402 },
    })
  })

  it('is cancelled while it waits, cannot be deleted before, and is gone after', async () => {
    const params = { id: await createTask() }
    const early = await callRoute(task.DELETE, '/api/v1/tasks/x', { headers, params, method: 'DELETE' })
    expect([early.status, early.json]).toEqual([409, error('conflict')])
    const cancelled = await callRoute(cancel.POST, '/api/v1/tasks/x/cancel', { headers, params, method: 'POST' })
    expect([cancelled.status, cancelled.json]).toMatchObject([200, { id: params.id, state: 'cancelled' }])
    const deleted = await callRoute(task.DELETE, '/api/v1/tasks/x', { headers, params, method: 'DELETE' })
    expect([deleted.status, deleted.text]).toEqual([204, ''])
    expect((await callRoute(task.GET, '/api/v1/tasks/x', { headers, params })).status).toBe(404)
  })

  it('gives its video whole and in ranges', async () => {
    const params = { id: await createTask() }
    expect((await callRoute(video.GET, '/api/v1/tasks/x/video', { headers, params })).status).toBe(404)
    await finishTake(test.context, params.id, '0123456789')
    const found = await callRoute(task.GET, '/api/v1/tasks/x', { headers, params })
    expect(found.json).toMatchObject({
      state: 'succeeded',
      video: { url: `http://localhost:3000/api/v1/tasks/${params.id}/video`, width: 128, height: 96, duration: 2, bytes: 10 },
    })
    const whole = await callRoute(video.GET, '/api/v1/tasks/x/video', { headers, params })
    expect([whole.status, whole.text, whole.headers.get('content-type')]).toEqual([200, '0123456789', 'video/mp4'])
    const part = await callRoute(video.GET, '/api/v1/tasks/x/video', { headers: { ...headers, range: 'bytes=-3' }, params })
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '789', 'bytes 7-9/10'])
    const head = await callRoute(video.HEAD, '/api/v1/tasks/x/video', { headers, params, method: 'HEAD' })
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10'])
  })
})

describe('checking a request', () => {
  it('answers for all five vendors', async () => {
    const answer = await callRoute(check.POST, '/api/v1/check', { headers, json: { ...request, duration: 4 } })
    expect(answer.status).toBe(200)
    const { verdicts } = answer.json as { verdicts: Record<string, { ok: boolean; issues: { path: string }[] }> }
    expect(Object.keys(verdicts)).toEqual(['loova', 'outai', 'seedance2ai', 'uniall', 'seedance2ink'])
    expect(verdicts).toMatchObject({
      loova: { ok: true },
      seedance2ai: { ok: true, credits: { amount: 160, basis: 'exact' } },
      uniall: { ok: false },
    })
    expect(verdicts.uniall?.issues.map((issue) => issue.path)).toContain('duration')
  })

  it('sends nothing anywhere and keeps nothing', async () => {
    const before = await test.context.database.client.task.count()
    await callRoute(check.POST, '/api/v1/check', { headers, json: request })
    expect(await test.context.database.client.task.count()).toBe(before)
  })

  it('refuses what is no request', async () => {
    const answer = await callRoute(check.POST, '/api/v1/check', { headers, json: { vendor: 'loova' } })
    expect([answer.status, answer.json]).toMatchObject([422, { error: { code: 'invalid_request', issues: [{ path: 'mode' }] } }])
  })
})

describe('the rest of the API', () => {
  it('says that an unknown address is unknown, and a wrong method wrong', async () => {
    const nothing = await callRoute(unknown.PATCH, '/api/v1/nothing', { method: 'PATCH' })
    expect([nothing.status, nothing.json]).toEqual([404, error('not_found')])
    const method = await callRoute(tasks.PUT, '/api/v1/tasks', { method: 'PUT' })
    expect([method.status, method.json, method.headers.get('allow')]).toEqual([405, error('method_not_allowed'), 'GET, HEAD, POST'])
  })

  it('never shows an exception', async () => {
    const broken = { ...test.context, database: { ...test.context.database, client: undefined as never } }
    setCurrentContext(broken)
    try {
      const answer = await callRoute(tasks.GET, '/api/v1/tasks', { headers })
      expect([answer.status, answer.json]).toEqual([500, error('internal_error')])
      expect(answer.text).not.toMatch(/TypeError|undefined|at .*\.ts/)
    } finally {
      setCurrentContext(test.context)
    }
  })

  it('describes itself', async () => {
    expect((await callRoute(description.GET, '/api/v1/openapi.json')).json).toMatchObject({ openapi: '3.1.0' })
  })

  it('tells its health, and 503 when a part does not answer', async () => {
    expect(await callRoute(health.GET, '/api/health')).toMatchObject({
      status: 200,
      json: { ok: true, database: true, queue: true, storage: true },
    })
    const storage = { ...test.context.storage, check: () => Promise.reject(new Error('disk full at /secret/path')) }
    setCurrentContext({ ...test.context, storage })
    try {
      const answer = await callRoute(health.GET, '/api/health')
      expect([answer.status, answer.json]).toEqual([503, { ok: false, database: true, queue: true, storage: false }])
    } finally {
      setCurrentContext(test.context)
    }
  })
})
