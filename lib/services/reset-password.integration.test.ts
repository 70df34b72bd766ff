import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import { authOf } from '#lib/session/auth.ts'
import { signInAs } from '#lib/session/testing/sign-in-as.ts'
import { findViewer } from '#lib/session/viewer.ts'
import { findSetup } from './complete-setup.ts'
import { makeResetLink } from './make-reset-link.ts'
import { findReset, resetPassword } from './reset-password.ts'
import { createResetToken, type ResetPerson } from './reset-token.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
let owner: UserViewer
beforeAll(async () => {
  test = await createTestContext()
  owner = await test.createViewer('owner')
})
afterAll(() => test[Symbol.asyncDispose]())

async function linkFor(person: UserViewer): Promise<string> {
  const made = await makeResetLink(test.context, owner, person.userId)
  if (!made.ok) throw new Error(made.message)
  return made.path.replace('/reset-password?token=', '')
}

const anHourOn = () => test.context.clock().getTime() + 3_600_000
const linkOfTheMachine = (person: ResetPerson) => createResetToken(test.context.secrets, { person, mark: null, until: anHourOn() })

const signIn = (email: string, password: string) =>
  authOf(test.context)
    .api.signInEmail({ body: { email, password } })
    .then(
      () => true,
      () => false,
    )

describe('a link for a new password', () => {
  it('sets it without the old one, once, ends every session of that person, and no other', async () => {
    const [ana, ben] = [await signInAs(test.context, 'member'), await signInAs(test.context, 'member')]
    const token = await linkFor(ana.viewer)
    expect(await findReset(test.context, token)).toEqual({ name: expect.any(String), email: ana.email })
    expect(await resetPassword(test.context, { token, password: 'a new password' })).toEqual({ ok: true, email: ana.email })
    expect([await findViewer(ana.headers, test.context), await findViewer(ben.headers, test.context)]).toMatchObject([
      null,
      { user: { email: ben.email } },
    ])
    expect(await signIn(ana.email, ana.password)).toBe(false)
    expect(await signIn(ana.email, 'a new password')).toBe(true)
    expect(await findReset(test.context, token)).toBeNull()
    expect(await resetPassword(test.context, { token, password: 'another password' })).toMatchObject({ ok: false })
  })

  it('is used once by two who open it at the same moment', async () => {
    const token = linkOfTheMachine({ id: (await test.createViewer()).userId })
    const results = await Promise.all(['first one', 'second one'].map((password) => resetPassword(test.context, { token, password })))
    expect(results.filter((result) => result.ok)).toHaveLength(1)
  })

  it('is worth nothing after the password was changed by another', async () => {
    const ana = await test.createViewer()
    const [older, newer] = [await linkFor(ana), await linkFor(ana)]
    expect(await resetPassword(test.context, { token: newer, password: 'a new password' })).toMatchObject({ ok: true })
    expect(await findReset(test.context, older)).toBeNull()
  })

  it('ends after a day', async () => {
    const token = await linkFor(await test.createViewer())
    test.advance(24 * 3_600_000 - 1)
    expect(await findReset(test.context, token)).not.toBeNull()
    test.advance(1)
    expect(await findReset(test.context, token)).toBeNull()
  })

  it('is made by the owner only, for people who are there', async () => {
    const ana = await test.createViewer()
    expect(await makeResetLink(test.context, ana, owner.userId)).toMatchObject({ ok: false, code: 'forbidden' })
    expect(await makeResetLink(test.context, owner, 'nobody')).toMatchObject({ ok: false, code: 'not_found' })
  })

  it('is refused when it was changed or made up, and is no set-up link', async () => {
    const token = await linkFor(await test.createViewer())
    const [text = '', signature = ''] = token.split('.')
    const claims = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
    const forged = Buffer.from(JSON.stringify({ ...claims, person: 'owner', mark: null })).toString('base64url')
    for (const wrong of [`${forged}.${signature}`, text, `${token}.x`, '.', '', 'made-up', `${text}.${'A'.repeat(43)}`])
      expect(await findReset(test.context, wrong)).toBeNull()
    expect(await findSetup(test.context, token)).toBeNull()
  })

  it('made on the server’s machine is the owner’s, while there is one', async () => {
    const token = linkOfTheMachine('owner')
    expect(await findReset(test.context, token)).toMatchObject({ email: expect.stringContaining('@example.com') })
    await test.context.database.client.user.updateMany({ where: { id: owner.userId }, data: { role: 'member' } })
    expect(await findReset(test.context, token)).toBeNull()
  })
})
