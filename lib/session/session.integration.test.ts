import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createApiKey } from '#lib/services/create-api-key.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { runAction } from './action.ts'
import { authOf } from './auth.ts'
import { changePassword, signIn, signOut } from './sign-in.ts'
import { cookieOf, signInAs, type TestPerson } from './testing/sign-in-as.ts'
import { findApiViewer, findViewer, type SignedIn } from './viewer.ts'

let test: TestContext
beforeAll(async () => {
  test = await createTestContext()
})
afterAll(() => test[Symbol.asyncDispose]())

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`http://localhost:3000/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', host: 'localhost:3000', origin: 'http://localhost:3000', ...headers },
    body: JSON.stringify(body),
  })
  return authOf(test.context).handler(request)
}

describe('a session', () => {
  it('begins with the right password and proves the person', async () => {
    const { email, password, viewer } = await signInAs(test.context, 'owner')
    const answer = await post('/sign-in/email', { email: email.toUpperCase(), password })
    expect(answer.status).toBe(200)
    const [cookie] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^dailies\.session_token=.*HttpOnly.*SameSite=Lax/i)
    const found = await findViewer(new Headers({ cookie: cookieOf(answer.headers) }), test.context)
    expect(found).toMatchObject({ viewer: { userId: viewer.userId, role: 'owner' }, user: { email, role: 'owner' } })
  })

  it('has a secure cookie when the public address is https', async () => {
    const { email, password } = await signInAs(test.context, 'member')
    const context = { ...test.context, env: { ...test.context.env, PUBLIC_URL: 'https://dailies.example.com' } }
    const { headers } = await authOf(context).api.signInEmail({ body: { email, password }, returnHeaders: true })
    expect(headers.getSetCookie()[0]).toMatch(/^__Secure-dailies\.session_token=.*; Secure/)
  })

  it('does not begin with a wrong password or an unknown address', async () => {
    const { email } = await signInAs(test.context, 'member')
    expect((await post('/sign-in/email', { email, password: 'wrong password' })).status).toBe(401)
    expect((await post('/sign-in/email', { email: 'nobody@example.com', password: 'wrong password' })).status).toBe(401)
    expect(await signIn(test.context, new Headers(), { email, password: 'wrong password' })).toEqual({
      ok: false,
      message: 'E-mail address or password is wrong.',
    })
  })

  it('cannot be had by signing up', async () => {
    const answer = await post('/sign-up/email', { email: 'new@example.com', password: 'a long password', name: 'New' })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(await test.context.database.client.user.count({ where: { email: 'new@example.com' } })).toBe(0)
  })

  it('is not given to a form on another site', async () => {
    const { email, password } = await signInAs(test.context, 'member')
    const answer = await post('/sign-in/email', { email, password }, { origin: 'https://evil.example.com', 'sec-fetch-site': 'cross-site' })
    expect(answer.status).toBe(403)
  })

  it('is given at every address that the server itself is reached by', async () => {
    const { email, password } = await signInAs(test.context, 'member')
    const answer = await post('/sign-in/email', { email, password }, { host: '192.168.1.5:3000', origin: 'http://192.168.1.5:3000' })
    expect(answer.status).toBe(200)
  })

  it('waits after ten wrong passwords, for that account only', async () => {
    const [victim, other] = [await signInAs(test.context, 'member'), await signInAs(test.context, 'member')]
    for (let attempt = 0; attempt < 10; attempt += 1) await post('/sign-in/email', { email: victim.email, password: 'wrong password' })
    const held = await post('/sign-in/email', { email: victim.email, password: victim.password })
    expect([held.status, Number(held.headers.get('retry-after'))]).toEqual([429, 20])
    expect((await post('/sign-in/email', { email: other.email, password: other.password })).status).toBe(200)
    test.advance(20_000)
    expect((await post('/sign-in/email', { email: victim.email, password: victim.password })).status).toBe(200)
  })

  it('ends with signing out', async () => {
    const { headers } = await signInAs(test.context, 'member')
    expect(await findViewer(headers, test.context)).not.toBeNull()
    expect(await signOut(test.context, headers)).toEqual({ ok: true })
    expect(await findViewer(headers, test.context)).toBeNull()
  })

  it('is nobody’s without a cookie or with a made-up one', async () => {
    expect(await findViewer(new Headers(), test.context)).toBeNull()
    expect(await findViewer(new Headers({ cookie: 'dailies.session_token=made.up' }), test.context)).toBeNull()
  })

  it('ends everywhere else when the password changes', async () => {
    const here = await signInAs(test.context, 'member')
    const there = await authOf(test.context).api.signInEmail({ body: here, returnHeaders: true })
    const elsewhere = new Headers({ cookie: cookieOf(there.headers) })
    const wrong = { currentPassword: 'wrong password', newPassword: 'another long one' }
    expect(await changePassword(test.context, here.headers, wrong)).toMatchObject({ ok: false, message: 'The current password is wrong.' })
    expect(await changePassword(test.context, here.headers, { ...wrong, currentPassword: here.password })).toEqual({ ok: true })
    expect(await findViewer(elsewhere, test.context)).toBeNull()
    expect(await signIn(test.context, new Headers(), { email: here.email, password: 'another long one' })).toEqual({ ok: true })
  })
})

describe('a key', () => {
  it('proves its person in the Authorization header only', async () => {
    const viewer = await test.createViewer()
    const { key } = await createApiKey(test.context, viewer, { name: 'Laptop' })
    const find = (headers: Record<string, string>) => findApiViewer(new Request('http://localhost/', { headers }), test.context)
    expect(await find({ authorization: `Bearer ${key}` })).toMatchObject({ viewer: { userId: viewer.userId } })
    expect(await find({ authorization: `bearer   ${key} ` })).not.toBeNull()
    expect(await find({ authorization: `Bearer ${key}x` })).toBeNull()
    expect(await find({ authorization: key })).toBeNull()
    expect(await find({ authorization: 'Bearer ' })).toBeNull()
    expect(await find({ cookie: `key=${key}` })).toBeNull()
    expect(await find({})).toBeNull()
  })
})

describe('an action', () => {
  const input = z.strictObject({ name: z.string().min(1, 'Enter a name.') })
  const output = z.object({ greeting: z.string() })
  const greet = async ({ input: { name } }: { input: { name: string } }) => ({ ok: true as const, greeting: `Hello ${name}`, secret: 'x' })

  /** From a page that was rendered for that person. */
  const by = (person: TestPerson | null, value: unknown) => ({ shownTo: person?.viewer.userId ?? null, input: value })

  it('is done for nobody else than whom its page was rendered for', async () => {
    const [rosa, noor] = [await signInAs(test.context, 'member'), await signInAs(test.context, 'owner')]
    const done: string[] = []
    const handler = async ({ signedIn }: { signedIn: SignedIn }) => {
      done.push(signedIn.user.id)
      return { ok: true as const, greeting: '' }
    }
    const run = (shownTo: unknown, headers: Headers, access: 'member' | 'owner' = 'member') =>
      runAction({ access, input, output }, handler, { shownTo, input: { name: 'Ana' } }, headers, test.context)
    const refused = { ok: false, message: 'You are signed in as somebody else in this browser now. Reload the page to go on.' }
    expect(await run(rosa.viewer.userId, noor.headers)).toEqual(refused)
    expect(await run(rosa.viewer.userId, noor.headers, 'owner')).toEqual(refused)
    for (const unnamed of [null, undefined, '']) expect(await run(unnamed, noor.headers)).toEqual(refused)
    expect(done).toEqual([])
    expect(await run(noor.viewer.userId, noor.headers)).toMatchObject({ ok: true })
    expect(done).toEqual([noor.viewer.userId])
  })

  it('refuses whoever is not signed in, without reading the input', async () => {
    let isRun = false
    const handler = async () => {
      isRun = true
      return { ok: true as const, greeting: '' }
    }
    const result = await runAction({ access: 'member', input, output }, handler, by(null, { name: '' }), new Headers(), test.context)
    expect(result).toEqual({ ok: false, message: 'You are signed out. Sign in and try again.' })
    expect(isRun).toBe(false)
  })

  it('refuses a member what is the owner’s', async () => {
    const [member, owner] = [await signInAs(test.context, 'member'), await signInAs(test.context, 'owner')]
    const options = { access: 'owner', input, output } as const
    expect(await runAction(options, greet, by(member, { name: 'Ana' }), member.headers, test.context)).toMatchObject({ ok: false })
    expect(await runAction(options, greet, by(owner, { name: 'Ana' }), owner.headers, test.context)).toMatchObject({ ok: true })
  })

  it('lets nothing out that its output does not name', async () => {
    const person = await signInAs(test.context, 'member')
    const call = by(person, { name: 'Ana' })
    const result = await runAction({ access: 'member', input, output }, greet, call, person.headers, test.context)
    expect(result).toEqual({ ok: true, greeting: 'Hello Ana' })
  })

  it.each([
    ['a missing field', {}, 'name', 'invalid_type'],
    ['an empty field', { name: '' }, 'name', 'required'],
    ['an unknown field', { name: 'Ana', role: 'owner' }, 'role', 'unknown_field'],
    ['nothing', undefined, 'request', 'invalid_type'],
  ])('answers %s as an issue', async (_name, value, path, code) => {
    const result = await runAction({ access: 'public', input, output }, greet, by(null, value), new Headers(), test.context)
    expect(result).toMatchObject({ ok: false, issues: [{ path, code, severity: 'error' }] })
  })

  it('never shows an exception’s own words', async () => {
    const handler = async () => {
      throw new Error('password=hunter2')
    }
    const result = await runAction({ access: 'public', input, output }, handler, by(null, { name: 'Ana' }), new Headers(), test.context)
    expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/^Something went wrong\. .*[0-9a-f-]{36}\.$/) })
    expect(JSON.stringify(result)).not.toContain('hunter2')
  })
})
