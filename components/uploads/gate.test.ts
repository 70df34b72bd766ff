import { expect, test } from 'vitest'
import { createGate } from './gate.ts'
import { createResumeMemory } from './resume-memory.ts'

test('no more run at once than there is room for, first come, first served, and who was stopped waits for nobody', async () => {
  const gate = createGate(2)
  const order: string[] = []
  const ends = new Map<string, () => void>()
  const enter = (name: string, signal = new AbortController().signal) =>
    gate.run(signal, async () => {
      order.push(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
    })
  const stop = new AbortController()
  const [first, , third, fourth] = [enter('a'), enter('b'), enter('c', stop.signal), enter('d')]
  stop.abort()
  await expect.poll(() => order).toEqual(['a', 'b'])
  ends.get('a')?.()
  await first
  await expect(third).rejects.toThrow('stopped')
  await expect.poll(() => order).toEqual(['a', 'b', 'd'])
  ends.get('d')?.()
  await fourth
})

test('who waits is not overtaken by somebody who comes at the very moment that there is room', async () => {
  const { signal } = new AbortController()
  // One of these moments is after the place was given back, and before whoever waited has taken it.
  for (let moment = 0; moment < 12; moment++) {
    const gate = createGate(1)
    const order: string[] = []
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>()
    const enter = (name: string, until: Promise<void> = Promise.resolve()) =>
      gate.run(signal, () => {
        order.push(name)
        return until
      })
    const runs = [enter('a', held), enter('b')]
    await expect.poll(() => order).toEqual(['a'])
    letGo()
    for (let passed = 0; passed < moment; passed++) await Promise.resolve()
    runs.push(enter('c'))
    await Promise.all(runs)
    expect(order).toEqual(['a', 'b', 'c'])
  }
})

test('a browser remembers for a day where a file goes on, and forgets what it cannot read', () => {
  const kept = new Map<string, string>()
  const storage = () =>
    ({ getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }) as Storage
  let now = 1_000_000
  const memory = createResumeMemory(storage, () => now)
  memory.keep('aa.5', 's1')
  memory.keep('bb.6', 's2')
  memory.forget('bb.6')
  expect([memory.find('aa.5'), memory.find('bb.6'), memory.find('cc.7')]).toEqual(['s1', null, null])
  now += 24 * 3600 * 1000
  expect(memory.find('aa.5')).toBeNull()
  for (const key of kept.keys()) kept.set(key, '{"aa.5": 7}')
  expect(memory.find('aa.5')).toBeNull()
  const forbidden = createResumeMemory(() => {
    throw new Error('SecurityError')
  })
  expect(() => forbidden.keep('aa.5', 's1')).not.toThrow()
  expect(forbidden.find('aa.5')).toBeNull()
})
