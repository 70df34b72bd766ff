import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { type LinkedFileView, linkedFileViewSchema } from '#lib/generation/linked-file.ts'
import { createApiKey } from '#lib/services/create-api-key.ts'
import { setQuota } from '#lib/services/set-quota.ts'
import type { TestPerson } from '#lib/session/testing/sign-in-as.ts'
import { callRoute } from '../testing/call-route.ts'
import { cookieOf, openApp } from '../testing/open-app.ts'
import * as scriptLinks from '../v1/links/route.ts'
import * as link from './[id]/route.ts'
import * as bring from './bring/route.ts'
import * as links from './route.ts'
import { openFarServer } from './testing/far-server.ts'

const { origin, hits, held, give, ...farServer } = await openFarServer()
afterAll(() => farServer[Symbol.asyncDispose]())
const { test, ana, ben } = await openApp({ ALLOWED_PRIVATE_HOSTS: new URL(origin).host })
const png = await sharp({ create: { width: 640, height: 360, channels: 3, background: '#204060' } })
  .png()
  .toBuffer()
const film = await renderFilm()
/** The same film with its index at the end, behind enough that the beginning does not hold it. */
const lateFilm = moveIndexToTheEnd(film)

async function renderFilm(): Promise<Buffer> {
  const file = path.join(test.context.env.DATA_DIR, 'film.mp4')
  const look = { layout: 'title', pictures: [], clips: [], seed: 0, sound: true, watermark: false, cameraFixed: false } as const
  await test.context.media.renderAnimatic({ title: 'x', credit: 'x', width: 320, height: 180, durationSeconds: 2, ...look }, file)
  return readFile(file)
}

/** `ftyp moov mdat` becomes `ftyp mdat free moov`; a sample's offsets are not followed by what is tested here. */
function moveIndexToTheEnd(bytes: Buffer): Buffer {
  const boxes = new Map<string, Buffer>()
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    boxes.set(bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at, at + bytes.readUInt32BE(at)))
  }
  const filler = Buffer.alloc(3 * 1024 ** 2)
  filler.writeUInt32BE(filler.length)
  filler.write('free', 4)
  const [head, index, data] = ['ftyp', 'moov', 'mdat'].map((name) => boxes.get(name) ?? Buffer.alloc(0))
  return Buffer.concat([head ?? filler, data ?? filler, filler, index ?? filler])
}
give({ png, film, lateFilm })

function post(person: TestPerson, url: string) {
  return callRoute(links.POST, '/api/links', { headers: cookieOf(person), json: { url } })
}

async function look(person: TestPerson, address: string): Promise<LinkedFileView> {
  const answer = await post(person, address)
  expect(answer.status, answer.text).toBe(200)
  return linkedFileViewSchema.parse(answer.json)
}

/** Each look has a minute to itself, or the allowance of one person would be used up. */
async function lookAlone(address: string): Promise<LinkedFileView> {
  test.advance(61_000)
  hits.length = 0
  return look(ana, address)
}

describe('a file at an address', () => {
  it.each([
    ['/a%20picture.png', { kind: 'image', name: 'a picture.png', container: 'png', width: 640, height: 360, duration: null }],
    ['/whole.png', { kind: 'image', width: 640, height: 360 }],
    ['/onward', { kind: 'image', name: 'onward', width: 640, height: 360 }],
    [
      '/film.mp4',
      { kind: 'video', container: 'mp4', width: 320, height: 180, duration: expect.closeTo(2, 1), videoCodec: 'avc', audioCodec: 'aac' },
    ],
    [
      '/late.mp4',
      { kind: 'video', container: 'mp4', width: 320, height: 180, duration: expect.closeTo(2, 1), videoCodec: 'avc', audioCodec: 'aac' },
    ],
  ])('%s is told by its content', async (address, facts) => {
    expect(await lookAlone(origin + address)).toMatchObject({ ...facts, url: origin + address, problem: null })
  })

  it('is read in its beginning and its index only', async () => {
    test.advance(600_001)
    hits.length = 0
    expect((await look(ana, `${origin}/late.mp4`)).bytes).toBe(lateFilm.length)
    expect(hits).toEqual(['/late.mp4', '/late.mp4'])
  })

  it.each([
    ['/endless.mp4', 'not_measured'],
    ['/packed.png', 'not_media'],
    ['/enormous.mp4', 'too_large'],
    ['/page', 'web_page'],
    ['/text', 'not_media'],
    ['/empty', 'empty'],
    ['/none', 'empty'],
    ['/cut.png', 'damaged'],
    ['/liar.png', 'refused'],
    ['/changing.mp4', 'not_measured'],
    ['/missing', 'not_found'],
    ['/members', 'needs_sign_in'],
    ['/down', 'server_busy'],
    ['/teapot', 'refused'],
    ['/circle', 'too_many_redirects'],
    ['/inside', 'private_address'],
    ['/nowhere', 'bad_redirect'],
    ['/broken', 'unreachable'],
  ])('%s is told as %s', async (address, code) => {
    const found = await lookAlone(origin + address)
    expect(found).toMatchObject({ kind: null, width: null, problem: { code } })
    expect(await readdir(path.join(test.context.env.DATA_DIR, 'tmp'))).toEqual([])
  })

  it('in a private network reads the same whichever it is', async () => {
    const addresses = [
      'http://127.0.0.1:1/',
      'http://[::1]/a',
      'http://10.1.2.3:22/b',
      'http://169.254.169.254/latest',
      'http://localhost:5432/',
    ]
    const problems = []
    for (const address of addresses) problems.push((await lookAlone(address)).problem)
    expect(new Set(problems.map((problem) => JSON.stringify(problem))).size).toBe(1)
    expect(problems[0]?.code).toBe('private_address')
  })

  it.each([
    '',
    'a picture',
    'ftp://example.com/a.png',
    'file:///etc/passwd',
    'https://me:secret@example.com/a.png',
    `https://example.com/${'a'.repeat(5000)}`,
  ])('is not looked for at %s, and nothing is kept', async (url) => {
    const before = await test.context.database.client.linkedFile.count()
    const answer = await post(ana, url)
    expect([answer.status, answer.json]).toMatchObject([422, { error: { code: 'invalid_request', issues: [{ path: 'url' }] } }])
    expect(answer.text).not.toContain('secret')
    expect(await test.context.database.client.linkedFile.count()).toBe(before)
  })

  it('is not looked at again for some minutes', async () => {
    const first = await lookAlone(`${origin}/whole.png?again`)
    expect(first.problem?.code).toBe('not_found')
    expect((await look(ana, `${origin}/whole.png?again`)).id).toBe(first.id)
    expect(hits).toHaveLength(1)
    test.advance(31_000)
    expect((await look(ana, `${origin}/whole.png?again`)).id).toBe(first.id)
    expect(hits).toHaveLength(2)
  })

  it('is looked at once for two who ask at the same moment', async () => {
    // What was found before is not trusted any more.
    test.advance(11 * 60_000)
    hits.length = 0
    await Promise.all([look(ana, `${origin}/whole.png`), look(ana, `${origin}/whole.png`)])
    expect(hits).toEqual(['/whole.png'])
  })

  it('is looked for thirty times a minute by one person, and others do not wait for that', async () => {
    test.advance(61_000)
    const statuses: number[] = []
    for (let each = 0; each < 32; each++) statuses.push((await post(ana, `${origin}/many/${each}`)).status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(30)
    expect(statuses.slice(30)).toEqual([429, 429])
    expect((await look(ben, `${origin}/whole.png`)).kind).toBe('image')
    test.advance(61_000)
    expect((await post(ana, `${origin}/many/31`)).status).toBe(200)
  })

  it('is looked for at four addresses at once by one person', async () => {
    test.advance(61_000)
    const looks = [1, 2, 3, 4].map((each) => post(ana, `${origin}/held/${each}`))
    await expect.poll(() => held.length).toBe(4)
    expect((await post(ana, `${origin}/held/5`)).status).toBe(429)
    for (const response of held) response.writeHead(404).end()
    expect((await Promise.all(looks)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  })

  it('is told to a script that has a key', async () => {
    const { key } = await createApiKey(test.context, ben.viewer, { name: 'Script' })
    const ask = (headers: Record<string, string>, url = `${origin}/whole.png`) =>
      callRoute(scriptLinks.POST, '/api/v1/links', { headers, json: { url } })
    const answer = await ask({ authorization: `Bearer ${key}` })
    expect([answer.status, answer.json]).toMatchObject([200, { kind: 'image', width: 640, height: 360, problem: null }])
    expect((await ask({ authorization: `Bearer ${key}` }, 'not an address')).status).toBe(422)
    expect((await ask(cookieOf(ben))).status).toBe(401)
  })

  it('is forgotten by the one who brought it, and by nobody else', async () => {
    const found = await look(ben, `${origin}/film.mp4`)
    const remove = (person: TestPerson | null) =>
      callRoute(link.DELETE, `/api/links/${found.id}`, {
        method: 'DELETE',
        headers: person ? cookieOf(person) : {},
        params: { id: found.id },
      })
    expect((await remove(null)).status).toBe(401)
    expect((await remove(ana)).status).toBe(404)
    expect((await remove(ben)).status).toBe(204)
    expect((await remove(ben)).status).toBe(404)
  })
})

describe('a file that is brought here from its address', () => {
  const fetchHere = (person: TestPerson | null, url: string) =>
    callRoute(bring.POST, '/api/links/bring', { headers: person ? cookieOf(person) : {}, json: { url } })

  it('becomes one’s own, once', async () => {
    const answer = await fetchHere(ana, `${origin}/whole.png`)
    expect([answer.status, answer.json]).toMatchObject([201, { kind: 'image', name: 'whole.png', width: 640, height: 360 }])
    const again = await fetchHere(ana, `${origin}/whole.png`)
    expect([again.status, (again.json as { id: string }).id]).toEqual([200, (answer.json as { id: string }).id])
    expect((await fetchHere(ana, `${origin}/whole-film.mp4`)).json).toMatchObject({
      kind: 'video',
      name: 'whole-film.mp4',
      container: 'mp4',
    })
    expect((await fetchHere(null, `${origin}/whole.png`)).status).toBe(401)
  })

  it.each([
    ['ftp://example.com/a.png', 422, 'must begin with'],
    ['http://169.254.169.254/latest', 422, 'private network'],
    ['/inside', 422, 'private network'],
    ['/missing', 422, 'no file at this address'],
    ['/packed.png', 422, 'does not give out'],
    ['/text', 422, 'not an image'],
    ['/empty', 422, 'empty'],
    ['/half.mp4', 422, 'broke off'],
    ['/too-much.mp4', 413, 'at most 4 GB'],
  ])('at %s is refused in words, and nothing is left', async (address, status, words) => {
    const { client } = test.context.database
    const before = await client.upload.count()
    const answer = await fetchHere(ben, address.startsWith('/') ? origin + address : address)
    expect([answer.status, answer.json]).toEqual([status, { error: expect.objectContaining({ message: expect.stringContaining(words) }) }])
    expect(await client.upload.count()).toBe(before)
    expect(await readdir(path.join(test.context.env.DATA_DIR, 'tmp'))).toEqual([])
  })

  it('ends when its sender never does, at what this person may bring', async () => {
    await setQuota(test.context, ana.viewer, { personId: ben.viewer.userId, quotaGb: 0.001 })
    const answer = await fetchHere(ben, `${origin}/endless.mp4`)
    expect([answer.status, answer.json]).toMatchObject([413, { error: { message: expect.stringContaining('are left') } }])
  })
})
