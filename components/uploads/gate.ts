export interface Gate {
  /** Runs the work once there is room for it; first come, first served. Rejects when stopped while waiting. */
  run: <Value>(signal: AbortSignal, work: () => Promise<Value>) => Promise<Value>
}

export function createGate(room: number): Gate {
  let inside = 0
  const waiting: (() => void)[] = []
  const enter = async () => {
    if (inside < room) inside += 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  /** The place is handed over, not put down: somebody who comes at this moment would take it up. */
  const leave = () => {
    const next = waiting.shift()
    if (next) next()
    else inside -= 1
  }
  return {
    async run(signal, work) {
      await enter()
      try {
        if (signal.aborted) throw new Error('stopped')
        return await work()
      } finally {
        leave()
      }
    },
  }
}
