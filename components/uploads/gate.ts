export interface Gate {
  /** Runs the work once there is room for it; first come, first served. Rejects when stopped while waiting. */
  run: <Value>(signal: AbortSignal, work: () => Promise<Value>) => Promise<Value>
}

export function createGate(room: number): Gate {
  let inside = 0
  const waiting: (() => void)[] = []
  const enter = async (signal: AbortSignal) => {
    while (inside >= room) await new Promise<void>((resolve) => waiting.push(resolve))
    if (!signal.aborted) {
      inside += 1
      return
    }
    waiting.shift()?.()
    throw new Error('stopped')
  }
  return {
    async run(signal, work) {
      await enter(signal)
      try {
        return await work()
      } finally {
        inside -= 1
        waiting.shift()?.()
      }
    },
  }
}
