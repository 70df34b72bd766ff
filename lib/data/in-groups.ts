import type pg from 'pg'
import type { Database } from './database.ts'

const largestGroup = 100

interface Waiting<In, Out> {
  input: In
  resolve(out: Out): void
  reject(error: unknown): void
}

/**
 * What is asked for while a statement is under way goes together in the next one: one statement and one commit for all of them, and no
 * wait for anybody who comes alone. Each caller still gets its own answer after its own commit.
 * @param keyOf inputs with the same key never share a statement, which would let only one of them change the row.
 */
export function inGroups<In, Out>(
  work: (pool: pg.Pool, inputs: readonly In[]) => Promise<readonly Out[]>,
  keyOf: (input: In) => string | null = () => null,
): (database: Pick<Database, 'pool'>, input: In) => Promise<Out> {
  const lines = new WeakMap<pg.Pool, (input: In) => Promise<Out>>()
  return ({ pool }, input) => {
    const line = lines.get(pool) ?? createLine((inputs) => work(pool, inputs), keyOf)
    lines.set(pool, line)
    return line(input)
  }
}

function createLine<In, Out>(
  work: (inputs: readonly In[]) => Promise<readonly Out[]>,
  keyOf: (input: In) => string | null,
): (input: In) => Promise<Out> {
  let waiting: Waiting<In, Out>[] = []
  let isBusy = false

  const nextGroup = () => {
    const keys = new Set<string>()
    const group: Waiting<In, Out>[] = []
    const later: Waiting<In, Out>[] = []
    for (const one of waiting) {
      const key = keyOf(one.input)
      const isFree = group.length < largestGroup && (key === null || !keys.has(key))
      if (key !== null) keys.add(key)
      if (isFree) group.push(one)
      else later.push(one)
    }
    waiting = later
    return group
  }

  const settle = async (group: readonly Waiting<In, Out>[]): Promise<void> => {
    try {
      const outs = await work(group.map((one) => one.input))
      for (const [index, one] of group.entries()) one.resolve(outs[index] as Out)
    } catch (error) {
      // One value that the database refuses is nobody else's failure. A connection that broke is everybody's.
      if (group.length > 1 && isRefusal(error)) for (const one of group) await settle([one])
      else for (const one of group) one.reject(error)
    }
  }

  const drain = async () => {
    while (waiting.length > 0) await settle(nextGroup())
    isBusy = false
  }

  return (input) =>
    new Promise<Out>((resolve, reject) => {
      waiting.push({ input, resolve, reject })
      if (isBusy) return
      isBusy = true
      // Whatever else this turn of the event loop brings goes along.
      setImmediate(drain)
    })
}

/** The statement was undone as a whole, and the database goes on: classes of SQLSTATE that speak of data, constraints and deadlocks. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^(22|23|40|42)[0-9A-Z]{3}$/.test(String(error.code))
}
