import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts'

let test: TestDatabase
beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

const cutEverybodyOff =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'

it('survives a server that cuts its connections', async () => {
  const [one, two] = await Promise.all([test.database.pool.connect(), test.database.pool.connect()])
  two.release()
  const lost = once(test.database.pool, 'error')
  await one.query(cutEverybodyOff)
  one.release()
  await lost
  await test.database.check()
  expect(await test.database.client.user.count()).toBe(0)
})

it('fails only the transaction whose connection was cut', async () => {
  const cut = test.database.transaction(async (client) => {
    await client.user.count()
    const other = await test.database.pool.connect()
    await other.query(cutEverybodyOff)
    other.release()
    await client.user.count()
  })
  await expect(cut).rejects.toThrow()
  await test.database.check()
})

it('listens again after the listening connection was cut', async () => {
  const connections: (() => void)[] = []
  const first = Promise.withResolvers<void>()
  const second = Promise.withResolvers<void>()
  connections.push(first.resolve, second.resolve)
  const heard = Promise.withResolvers<string>()
  const listener = await test.database.listen('again', heard.resolve, () => connections.shift()?.())
  await first.promise
  await test.database.pool.query(cutEverybodyOff)
  await second.promise
  await test.database.pool.query(`SELECT pg_notify('again', 'still here')`)
  expect(await heard.promise).toBe('still here')
  await listener.close()
})
