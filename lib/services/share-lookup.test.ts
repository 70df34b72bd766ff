import { expect, test } from 'vitest'
import { createSharedLookup } from './share-lookup.ts'

function openLookups() {
  const share = createSharedLookup<number>()
  const begun: PromiseWithResolvers<number>[] = []
  const ask = (key = 'a') =>
    share(key, () => {
      const lookup = Promise.withResolvers<number>()
      begun.push(lookup)
      return lookup.promise
    })
  return { ask, begun }
}

test('whoever asks while a lookup is under way shares the next, never the one that began before the question', async () => {
  const { ask, begun } = openLookups()
  const first = ask()
  const later = [ask(), ask(), ask()]
  expect(begun).toHaveLength(1)
  begun[0]?.resolve(1)
  expect(await first).toBe(1)
  expect(begun).toHaveLength(2)
  const latest = ask()
  begun[1]?.resolve(2)
  expect(await Promise.all(later)).toEqual([2, 2, 2])
  begun[2]?.resolve(3)
  expect(await latest).toBe(3)
})

test('a lookup that fails fails for those who share it, and the next is made anew', async () => {
  const { ask, begun } = openLookups()
  const first = ask()
  const second = ask()
  begun[0]?.reject(new Error('no database'))
  await expect(first).rejects.toThrow('no database')
  begun[1]?.resolve(2)
  expect(await second).toBe(2)
  const third = ask()
  begun[2]?.resolve(3)
  expect(await third).toBe(3)
  expect(begun).toHaveLength(3)
})

test('different questions do not wait for each other', async () => {
  const { ask, begun } = openLookups()
  const answers = [ask('a'), ask('b')]
  begun[0]?.resolve(1)
  begun[1]?.resolve(2)
  expect(await Promise.all(answers)).toEqual([1, 2])
})
