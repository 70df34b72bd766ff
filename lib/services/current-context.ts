import type { ServiceContext } from './context.ts'

// Next.js bundles the pages apart from the server script, so a module's own variable would exist twice; the global registry exists once a process.
const slot = Symbol.for('dailies.service-context')
const holder = globalThis as { [slot]?: ServiceContext | null }

/** Set by the composition root at start, and by tests. */
export function setCurrentContext(context: ServiceContext | null): void {
  holder[slot] = context
}

/** Throws before the start has finished: a request that comes earlier cannot be served. */
export function currentContext(): ServiceContext {
  const context = holder[slot]
  if (!context) throw new Error('The server has not finished starting.')
  return context
}
