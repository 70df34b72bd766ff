import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createSetupToken } from '#lib/data/setup-tokens.ts'
import { listUsers } from '#lib/data/users.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { completeSetup, findSetup } from './complete-setup.ts'
import { ensureOwner } from './ensure-owner.ts'
import { ensureSetupLink } from './ensure-setup-link.ts'
import { findApiKeyHolder } from './find-api-key-holder.ts'
import { invitePerson } from './invite-person.ts'
import { listInvitations } from './list-invitations.ts'
import { takeBackInvitation } from './take-back-invitation.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
beforeAll(async () => {
  test = await createTestContext()
})
afterEach(async () => {
  await test.context.database.client.user.deleteMany()
  await test.context.database.client.setupToken.deleteMany()
})
afterAll(() => test[Symbol.asyncDispose]())

const person = (name: string) => ({ name, email: `${name}@example.com`, password: 'a long password' })

async function setupToken(): Promise<string> {
  const token = await ensureSetupLink(test.context)
  if (token === null) throw new Error('there is an owner already')
  return token
}

const countUsers = () => test.context.database.client.user.count()

describe('the set-up link', () => {
  it('makes the owner once and is used up', async () => {
    const token = await setupToken()
    expect(await findSetup(test.context, token)).toBe('owner')
    expect(await completeSetup(test.context, { token, ...person('ana') })).toMatchObject({ ok: true, user: { role: 'owner' } })
    expect(await completeSetup(test.context, { token, ...person('ben') })).toMatchObject({ ok: false, code: 'invalid_token' })
    expect(await findSetup(test.context, token)).toBeNull()
    expect(await ensureSetupLink(test.context)).toBeNull()
  })

  it('makes one owner when it is used twice at the same moment', async () => {
    const token = await setupToken()
    const results = await Promise.all(['ana', 'ben', 'cid'].map((name) => completeSetup(test.context, { token, ...person(name) })))
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(await countUsers()).toBe(1)
  })

  it('makes one owner when two links are used at the same moment', async () => {
    const tokens = [await setupToken(), await setupToken()]
    const results = await Promise.all(
      tokens.map((token, position) => completeSetup(test.context, { token, ...person(`person${position}`) })),
    )
    expect(results.filter((result) => result.ok)).toHaveLength(1)
    expect(await countUsers()).toBe(1)
    expect(await Promise.all(tokens.map((token) => findSetup(test.context, token)))).toEqual([null, null])
  })

  it('is not kept as it is', async () => {
    const token = await setupToken()
    expect(JSON.stringify(await test.context.database.client.setupToken.findMany())).not.toContain(token)
  })

  it('is refused when it was made up', async () => {
    await setupToken()
    expect(await completeSetup(test.context, { token: 'made-up', ...person('ana') })).toMatchObject({ ok: false, code: 'invalid_token' })
    expect(await countUsers()).toBe(0)
  })
})

describe('an invitation', () => {
  it('makes a member, and only the owner can give one', async () => {
    const owner = await test.createViewer('owner')
    const invitation = await invitePerson(test.context, owner)
    if (!invitation.ok) throw new Error(invitation.message)
    expect(await completeSetup(test.context, { token: invitation.token, ...person('mia') })).toMatchObject({
      ok: true,
      user: { role: 'member' },
    })
    expect(await invitePerson(test.context, await test.createViewer('member'))).toMatchObject({ ok: false, code: 'forbidden' })
  })

  it('ends after seven days', async () => {
    const invitation = await invitePerson(test.context, await test.createViewer('owner'))
    if (!invitation.ok) throw new Error(invitation.message)
    test.advance(7 * 86_400_000 - 1)
    expect(await findSetup(test.context, invitation.token)).toBe('member')
    test.advance(1)
    expect(await completeSetup(test.context, { token: invitation.token, ...person('mia') })).toMatchObject({ ok: false })
  })

  it('still works after an address was refused because somebody has it', async () => {
    const owner = await test.createViewer('owner')
    const [taken] = await listUsers(owner, test.context.database.client)
    const invitation = await invitePerson(test.context, owner)
    if (!invitation.ok || !taken) throw new Error('nobody is there')
    const refused = await completeSetup(test.context, { token: invitation.token, ...person('mia'), email: taken.email })
    expect(refused).toMatchObject({ ok: false, code: 'email_taken' })
    expect(await completeSetup(test.context, { token: invitation.token, ...person('mia') })).toMatchObject({ ok: true })
  })
})

describe('the open invitations', () => {
  const invite = async (owner: UserViewer) => {
    const made = await invitePerson(test.context, owner)
    if (!made.ok) throw new Error(made.message)
    return made
  }

  it('are listed for the owner until they are used or over, without the set-up link', async () => {
    const owner = await test.createViewer('owner')
    await createSetupToken(test.context.database.client, { role: 'owner', createdAt: test.context.clock(), expiresAt: null })
    const [used, first] = [await invite(owner), await invite(owner)]
    await completeSetup(test.context, { token: used.token, ...person('mia') })
    test.advance(86_400_000)
    const second = await invite(owner)
    expect(await listInvitations(test.context, owner)).toEqual([second.invitation, first.invitation])
    expect(first.invitation).toEqual({ id: expect.any(String), createdAt: expect.any(String), expiresAt: first.expiresAt })
    expect(await listInvitations(test.context, await test.createViewer('member'))).toEqual([])
    test.advance(6 * 86_400_000)
    expect(await listInvitations(test.context, owner)).toEqual([second.invitation])
  })

  it('can be taken back by the owner, and make nobody an account from then on', async () => {
    const owner = await test.createViewer('owner')
    const [taken, kept] = [await invite(owner), await invite(owner)]
    const stranger = await test.createViewer('member')
    expect(await takeBackInvitation(test.context, stranger, taken.invitation.id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await takeBackInvitation(test.context, owner, taken.invitation.id)).toEqual({ ok: true })
    expect(await findSetup(test.context, taken.token)).toBeNull()
    expect(await completeSetup(test.context, { token: taken.token, ...person('mia') })).toMatchObject({ ok: false, code: 'invalid_token' })
    expect(await takeBackInvitation(test.context, owner, taken.invitation.id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await completeSetup(test.context, { token: kept.token, ...person('mia') })).toMatchObject({ ok: true })
    expect(await takeBackInvitation(test.context, owner, kept.invitation.id)).toMatchObject({ ok: false, code: 'not_found' })
  })
})

describe('the owner from the environment', () => {
  const given = { OWNER_EMAIL: 'Owner@Example.com', OWNER_PASSWORD: 'a long password', OWNER_API_KEY: 'any-key-of-sixteen' }

  it('is made once, with her key, also by processes that start together', async () => {
    const context = { ...test.context, env: { ...test.context.env, ...given } }
    const results = await Promise.all([ensureOwner(context), ensureOwner(context), ensureOwner(context)])
    expect(results.toSorted()).toEqual(['created', 'present', 'present'])
    expect(await countUsers()).toBe(1)
    expect(await findApiKeyHolder(context, given.OWNER_API_KEY)).toMatchObject({ email: 'owner@example.com', role: 'owner' })
    expect(await ensureSetupLink(context)).toBeNull()
  })

  it('is not made when the environment names none', async () => {
    expect(await ensureOwner(test.context)).toBe('not_given')
    expect(await countUsers()).toBe(0)
  })
})
