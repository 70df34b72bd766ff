import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { createDraft } from '#components/composer/draft.ts'
import { findStoredDraft, removeDraft, storeDraft } from '#components/composer/draft-storage.ts'
import { ownFetch } from './own-fetch.ts'
import { accountStand, beginPage, mayKeep, noteAccount, noteSignOut } from './page-account.ts'

// A page has one for as long as it lives.
beginPage('rosa')
beforeEach(() => noteAccount('rosa'))

async function serve(answer: (request: IncomingMessage) => { status: number; body: unknown }): Promise<string> {
  const server = createServer((request, response) => {
    const { status, body } = answer(request)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

function memoryStorage(): Storage {
  const kept = new Map<string, string>()
  const storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> = {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
  return storage as Storage
}

it('belongs to whom it was rendered for first', () => {
  expect([beginPage('rosa'), beginPage('noor')]).toEqual([true, false])
})

it('knows whether the session is still that person’s', () => {
  const stands = [null, 'rosa', 'noor', 'rosa'].map((account) => {
    noteAccount(account)
    return accountStand()
  })
  expect(stands).toEqual(['signed_out', 'same', 'other', 'same'])
})

it('names its person with each request, and hears when the server refuses', async () => {
  const named: unknown[] = []
  const refusals = [
    { status: 200, body: {} },
    { status: 409, body: { error: { code: 'conflict', message: '' } } },
    { status: 409, body: { error: { code: 'other_account', message: '' } } },
    { status: 401, body: { error: { code: 'signed_out', message: '' } } },
  ]
  const address = await serve(({ headers }) => {
    const answer = refusals[named.length] ?? { status: 500, body: {} }
    named.push(headers['x-dailies-shown-to'])
    return answer
  })
  const stands = []
  for (const { body } of refusals) {
    const answer = await ownFetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })
    expect(await answer.json()).toEqual(body)
    stands.push(accountStand())
  }
  expect(named).toEqual(['rosa', 'rosa', 'rosa', 'rosa'])
  expect(stands).toEqual(['same', 'same', 'other', 'signed_out'])
})

it('leaves no draft behind a sign-out, and keeps it when the session ends by itself', () => {
  const storage = memoryStorage()
  const draft = { ...createDraft('loova'), prompt: 'A lighthouse in a storm' }
  const keep = () => storeDraft('rosa', draft, () => storage)
  const found = () => findStoredDraft('rosa', () => storage)?.prompt
  noteAccount(null)
  keep()
  expect(found()).toBe(draft.prompt)
  noteSignOut()
  removeDraft('rosa', () => storage)
  // What a page does at its end.
  keep()
  expect(found()).toBeUndefined()
  noteAccount('noor')
  keep()
  expect(found()).toBeUndefined()
  expect(mayKeep('noor')).toBe(true)
  noteAccount('rosa')
  keep()
  expect(found()).toBe(draft.prompt)
})
