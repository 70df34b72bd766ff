import { describe, expect, it } from 'vitest'
import { createShare, revokeShare } from '#lib/services/share-video.ts'
import { finishTake } from '#lib/services/testing/finished-take.ts'
import { submitTake } from '#lib/services/testing/takes.ts'
import { signInAs, type TestPerson } from '#lib/session/testing/sign-in-as.ts'
import * as sharedPoster from '../s/[token]/poster/route.ts'
import * as sharedVideo from '../s/[token]/video/route.ts'
import * as account from './account/route.ts'
import * as auth from './auth/[...all]/route.ts'
import * as page from './takes/page/route.ts'
import * as takes from './takes/route.ts'
import * as poster from './tasks/[id]/poster/route.ts'
import * as video from './tasks/[id]/video/route.ts'
import { callRoute } from './testing/call-route.ts'
import { cookieOf, openApp } from './testing/open-app.ts'
import * as uploads from './uploads/route.ts'

const { test, ana, ben } = await openApp()

async function createTake(person: TestPerson): Promise<string> {
  return submitTake(test.context, person.viewer, 'A lighthouse in a storm')
}

async function createFinishedTake(person: TestPerson): Promise<string> {
  const id = await createTake(person)
  await finishTake(test.context, id, '0123456789')
  return id
}

describe('the poll', () => {
  it('answers one’s own takes in one request and leaves the others out', async () => {
    const [mine, another, theirs] = [await createTake(ana), await createFinishedTake(ana), await createTake(ben)]
    const answer = await callRoute(takes.GET, `/api/takes?ids=${mine},${another},${theirs},made-up,${mine}`, { headers: cookieOf(ana) })
    expect(answer.status).toBe(200)
    const { items } = answer.json as { items: { id: string; video: { url: string } | null; posterUrl: string | null }[] }
    expect(items.map((take) => take.id).toSorted()).toEqual([mine, another].toSorted())
    expect(items.find((take) => take.id === another)).toMatchObject({
      video: { url: `/api/tasks/${another}/video` },
      posterUrl: `/api/tasks/${another}/poster`,
    })
  })

  it('answers nothing for no ids and refuses more than a hundred', async () => {
    expect((await callRoute(takes.GET, '/api/takes', { headers: cookieOf(ana) })).json).toEqual({ items: [] })
    const many = Array.from({ length: 101 }, (_, index) => `id${index}`).join(',')
    expect((await callRoute(takes.GET, `/api/takes?ids=${many}`, { headers: cookieOf(ana) })).status).toBe(422)
  })
})

describe('the gallery', () => {
  it('filters one’s own takes', async () => {
    const id = await createFinishedTake(ana)
    const all = await callRoute(page.GET, '/api/takes/page?state=succeeded&vendor=loova&q=LIGHTHOUSE&limit=100', { headers: cookieOf(ana) })
    expect(all.text).toContain(id)
    expect((await callRoute(page.GET, '/api/takes/page?state=failed', { headers: cookieOf(ana) })).text).not.toContain(id)
    expect((await callRoute(page.GET, '/api/takes/page?limit=100', { headers: cookieOf(ben) })).text).not.toContain(id)
  })
})

describe('whoever is signed out', () => {
  it('is refused by every route of the app', async () => {
    const params = { id: await createFinishedTake(ana) }
    const answers = [
      await callRoute(takes.GET, '/api/takes'),
      await callRoute(page.GET, '/api/takes/page'),
      await callRoute(video.GET, '/api/tasks/x/video', { params }),
      await callRoute(poster.GET, '/api/tasks/x/poster', { params }),
      await callRoute(uploads.POST, '/api/uploads', { body: new FormData() }),
    ]
    for (const answer of answers) expect([answer.status, answer.json]).toMatchObject([401, { error: { code: 'signed_out' } }])
  })
})

describe('a page that another tab has made somebody else’s', () => {
  const shownTo = (person: TestPerson) => ({ 'x-dailies-shown-to': person.viewer.userId })

  it('is answered nothing of theirs, and nothing is done for it', async () => {
    const id = await createFinishedTake(ben)
    const stale = { ...cookieOf(ben), ...shownTo(ana) }
    const refused = [409, { error: { code: 'other_account', message: expect.stringMatching(/somebody else .* Reload/) } }]
    const read = await callRoute(page.GET, '/api/takes/page', { headers: stale })
    expect([read.status, read.json]).toMatchObject(refused)
    const film = new FormData()
    film.set('file', new File(['GIF89a'], 'a.gif'))
    expect((await callRoute(uploads.POST, '/api/uploads', { headers: stale, body: film })).status).toBe(409)
    const own = await callRoute(page.GET, '/api/takes/page', { headers: { ...cookieOf(ben), ...shownTo(ben) } })
    expect([own.status, own.text.includes(id)]).toEqual([200, true])
  })

  it('can ask whose it is now', async () => {
    const ask = async (headers?: { cookie: string }) => (await callRoute(account.GET, '/api/account', { ...(headers && { headers }) })).json
    expect(await ask(cookieOf(ana))).toEqual({ account: ana.viewer.userId })
    expect(await ask()).toEqual({ account: null })
  })
})

describe('the files of a take', () => {
  it('are for the one who made it', async () => {
    const params = { id: await createFinishedTake(ana) }
    const part = await callRoute(video.GET, '/api/tasks/x/video', { headers: { ...cookieOf(ana), range: 'bytes=2-3' }, params })
    expect([part.status, part.text]).toEqual([206, '23'])
    expect((await callRoute(poster.GET, '/api/tasks/x/poster', { headers: cookieOf(ana), params })).text).toBe('poster')
    expect((await callRoute(video.GET, '/api/tasks/x/video', { headers: cookieOf(ben), params })).status).toBe(404)
    expect((await callRoute(poster.GET, '/api/tasks/x/poster', { headers: cookieOf(ben), params })).status).toBe(404)
  })

  it('can be downloaded under a name', async () => {
    const params = { id: await createFinishedTake(ana) }
    const answer = await callRoute(video.GET, '/api/tasks/x/video?download=1', { headers: cookieOf(ana), params })
    expect(answer.headers.get('content-disposition')).toContain('attachment; filename="A lighthouse in a storm 2026-11-21.mp4"')
    const shown = await callRoute(video.GET, '/api/tasks/x/video', { headers: cookieOf(ana), params })
    expect(shown.headers.get('content-disposition')).toContain('inline; filename="A lighthouse in a storm 2026-11-21.mp4"')
  })
})

describe('a share link', () => {
  it('opens the files to anybody until it is revoked', async () => {
    const shared = await createShare(test.context, ana.viewer, await createFinishedTake(ana))
    if (!shared.ok) throw new Error(shared.message)
    const params = { token: shared.share.token }
    const open = () =>
      Promise.all([callRoute(sharedVideo.GET, '/s/x/video', { params }), callRoute(sharedPoster.GET, '/s/x/poster', { params })])
    expect((await open()).map((answer) => [answer.status, answer.text])).toEqual([
      [200, '0123456789'],
      [200, 'poster'],
    ])
    expect((await revokeShare(test.context, ben.viewer, shared.share.id)).ok).toBe(false)
    expect((await open()).map((answer) => answer.status)).toEqual([200, 200])
    await revokeShare(test.context, ana.viewer, shared.share.id)
    expect((await open()).map((answer) => answer.status)).toEqual([404, 404])
  })

  it('closes when its time is over', async () => {
    const shared = await createShare(test.context, ana.viewer, await createFinishedTake(ana), { expiresInDays: 1 })
    if (!shared.ok) throw new Error(shared.message)
    const params = { token: shared.share.token }
    expect((await callRoute(sharedVideo.GET, '/s/x/video', { params })).status).toBe(200)
    test.advance(86_400_000)
    expect((await callRoute(sharedVideo.GET, '/s/x/video', { params })).status).toBe(404)
  })

  it('is not there when it was made up', async () => {
    expect((await callRoute(sharedVideo.GET, '/s/x/video', { params: { token: 'made-up' } })).status).toBe(404)
  })
})

describe('the sign-in routes', () => {
  it('are the few that are in use', async () => {
    const post = (address: string, json: unknown) => callRoute(auth.POST, address, { json, headers: { origin: 'http://localhost:3000' } })
    const { email, password } = ana
    expect((await post('/api/auth/sign-in/email', { email, password })).status).toBe(200)
    expect((await post('/api/auth/sign-up/email', { email: 'new@example.com', password, name: 'New' })).status).toBe(404)
    expect((await post('/api/auth/update-user', { name: 'x' })).status).toBe(404)
    expect((await callRoute(auth.GET, '/api/auth/ok')).status).toBe(404)
    expect((await callRoute(auth.GET, '/api/auth/get-session', { headers: cookieOf(ana) })).status).toBe(404)
    const leaving = await signInAs(test.context, 'member')
    const signOut = { json: {}, headers: { ...cookieOf(leaving), origin: 'http://localhost:3000' } }
    expect((await callRoute(auth.POST, '/api/auth/sign-out', signOut)).status).toBe(200)
    expect((await callRoute(takes.GET, '/api/takes', { headers: cookieOf(leaving) })).status).toBe(401)
  })
})
