import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

const user = (id: string) => ({ id, name: id, email: `${id}@example.test`, role: 'owner' })

describe('a database', () => {
  it('reads back the moment that was written, whatever the server’s time zone', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z')
    await test.database.client.setupToken.create({ data: { id: 'zone', tokenHash: 'zone', role: 'owner', usedAt: at } })
    const found = await test.database.client.setupToken.findUniqueOrThrow({ where: { id: 'zone' } })
    expect(found.usedAt).toEqual(at)
    const { rows } = await test.database.pool.query('SELECT "usedAt" FROM "SetupToken" WHERE id = $1', ['zone'])
    expect(rows).toEqual([{ usedAt: at }])
  })

  it('keeps nothing of a transaction that failed', async () => {
    const failing = test.database.transaction(async (client) => {
      await client.user.create({ data: user('rolled-back') })
      throw new Error('changed its mind')
    })
    await expect(failing).rejects.toThrow('changed its mind')
    expect(await test.database.client.user.findUnique({ where: { id: 'rolled-back' } })).toBeNull()
  })

  it('leaves no transaction open when a script that began one breaks off', async () => {
    await expect(test.database.pool.query(`BEGIN; INSERT INTO "User" (id) VALUES ('half')`)).rejects.toThrow(/null value/)
    const { rows } = await test.database.pool.query('SELECT now() = statement_timestamp() AS "isOutside"')
    expect(rows).toEqual([{ isOutside: true }])
  })

  it('goes on after many failed statements', async () => {
    for (let attempt = 0; attempt < 20; attempt++) await expect(test.database.pool.query('SELECT nonsense')).rejects.toThrow()
    await test.database.check()
  })

  it('fails loudly when a transaction waits for more than its time, and serves the next one', async () => {
    const stuck = test.database.client.$transaction(
      async (client) => {
        await client.user.create({ data: user('late') })
        await test.database.client.$executeRaw`SELECT pg_sleep(0.4)`
      },
      { timeout: 200 },
    )
    await expect(stuck).rejects.toMatchObject({ code: 'P2028' })
    await test.database.transaction(async (client) => {
      await client.user.create({ data: user('next') })
    })
    expect(await test.database.client.user.count({ where: { id: { in: ['late', 'next'] } } })).toBe(1)
  })

  it('runs transactions that were asked for at once, one by one or side by side', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        test.database
          .transaction(async (client) => {
            await client.user.create({ data: user(`many-${index}`) })
            if (index % 2 === 1) throw new Error('odd')
          })
          .catch(() => {}),
      ),
    )
    expect(await test.database.client.user.count({ where: { id: { startsWith: 'many-' } } })).toBe(10)
  })

  it('hides secrets from queries that do not name them', async () => {
    await test.database.client.user.create({ data: user('secretive') })
    await test.database.client.account.create({
      data: { id: 'a', accountId: 'a', providerId: 'credential', userId: 'secretive', password: 'hash' },
    })
    const hidden = await test.database.client.account.findFirst({ where: { id: 'a' } })
    expect(hidden).not.toHaveProperty('password')
    const named = await test.database.client.account.findFirst({ where: { id: 'a' }, omit: { password: false } })
    expect(named?.password).toBe('hash')
    const hiddenInside = await test.database.transaction((client) => client.account.findFirst({ where: { id: 'a' } }))
    expect(hiddenInside).not.toHaveProperty('password')
  })

  it('shows better-auth the password it reads without naming it', async () => {
    expect((await test.database.authClient.account.findFirst({ where: { id: 'a' } }))?.password).toBe('hash')
    expect((await test.database.authClient.account.findMany({ where: { id: 'a' }, select: { id: true } }))[0]).toEqual({ id: 'a' })
    const inside = await test.database.authClient.$transaction((client) => client.account.findFirst({ where: { id: 'a' } }))
    expect(inside?.password).toBe('hash')
  })

  it('delivers notifications after the commit and never from a rollback', async () => {
    const received: string[] = []
    const arrived = Promise.withResolvers<void>()
    const listener = await test.database.listen(
      'Some-Channel',
      (payload) => {
        received.push(payload)
        if (payload === 'last') arrived.resolve()
      },
      () => {},
    )
    await test.database
      .transaction(async (client) => {
        await client.$executeRaw`SELECT pg_notify('Some-Channel', 'rolled back')`
        throw new Error('no')
      })
      .catch(() => {})
    await test.database.pool.query(`SELECT pg_notify('Some-Channel', 'last')`)
    await arrived.promise
    await listener.close()
    expect(received).toEqual(['last'])
  })

  it('opens again with what it had', async () => {
    await using other = await createTestDatabase()
    await other.database.client.user.create({ data: user('kept') })
    await other.database.close()
    const again = await other.reopen()
    expect(await again.client.user.count({ where: { id: 'kept' } })).toBe(1)
  })
})
