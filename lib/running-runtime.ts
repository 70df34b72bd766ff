/** What the program around the app needs of a runtime. */
export interface RunningRuntime {
  stop(): Promise<void>
  /** `/setup?token=…` while there is no owner, else null. */
  findSetupPath(): Promise<string | null>
}

const key = Symbol.for('dailies.runtime')
const slot = globalThis as { [key]?: PromiseWithResolvers<RunningRuntime> }

/**
 * The one runtime of this process, from instrumentation to the server script. Next.js neither waits for instrumentation nor
 * stops when it fails, so the script waits here. Both load this module for themselves and share only `globalThis`.
 */
export function startedRuntime(): PromiseWithResolvers<RunningRuntime> {
  slot[key] ??= Promise.withResolvers<RunningRuntime>()
  return slot[key]
}
