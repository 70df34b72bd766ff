import { describe, expect, it } from 'vitest'
import { callRoute } from '../../testing/call-route.ts'
import { openApi } from '../../testing/open-api.ts'
import * as tasks from './route.ts'

const { test, headers, createTask } = await openApi()

describe('the list of tasks', () => {
  it('goes through all of them page by page, newest first', async () => {
    const ids: string[] = []
    for (let count = 0; count < 5; count += 1) {
      test.advance(1)
      ids.unshift(await createTask('paged 100% of_it'))
    }
    const seen: string[] = []
    let cursor = ''
    do {
      const page = await callRoute(tasks.GET, `/api/v1/tasks?limit=2&q=${encodeURIComponent('100% of_it')}&cursor=${cursor}`, { headers })
      const json = page.json as { items: { id: string }[]; nextCursor: string | null }
      seen.push(...json.items.map((item) => item.id))
      cursor = json.nextCursor ?? ''
    } while (cursor !== '')
    expect(seen).toEqual(ids)
  })

  it('takes empty parameters for absent ones', async () => {
    const page = await callRoute(tasks.GET, '/api/v1/tasks?cursor=&limit=&state=&vendor=&q=', { headers })
    expect(page.status).toBe(200)
  })

  it.each([
    ['limit=0', 'limit', 'limit must be at least 1.'],
    ['limit=101', 'limit', 'limit must be at most 100.'],
    ['limit=1.5', 'limit', 'limit must be a whole number.'],
    ['limit=many', 'limit', 'limit must be a number.'],
    ['limit=1e1', 'limit', 'limit must be a number.'],
    ['state=done', 'state', 'state must be one of queued, submitting, unconfirmed, running, archiving, succeeded, failed, cancelled.'],
    ['vendor=acme', 'vendor', 'vendor must be one of loova, outai, seedance2ai, uniall, seedance2ink.'],
    [`q=${'x'.repeat(501)}`, 'q', 'q must have at most 500 characters.'],
  ])('refuses %s in plain words', async (query, path, message) => {
    const answer = await callRoute(tasks.GET, `/api/v1/tasks?${query}`, { headers })
    expect([answer.status, answer.json]).toMatchObject([422, { error: { code: 'invalid_request', issues: [{ path, message }] } }])
  })

  it('finds nothing by characters that no prompt has', async () => {
    const page = await callRoute(tasks.GET, '/api/v1/tasks?q=%00', { headers })
    expect([page.status, page.json]).toEqual([200, { items: [], nextCursor: null }])
  })

  it('refuses a cursor that is not ours', async () => {
    expect((await callRoute(tasks.GET, '/api/v1/tasks?cursor=made-up', { headers })).status).toBe(422)
  })
})
