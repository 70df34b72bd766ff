import { readdir, readFile } from 'node:fs/promises'

const sampleMs = 50

/** What a process of this machine holds in memory now, in bytes; 0 when it is gone. Linux only. */
export async function residentBytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8').catch(() => '')
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024
}

async function childrenOf(processId: number): Promise<number[]> {
  const threads = await readdir(`/proc/${processId}/task`).catch(() => [])
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${processId}/task/${thread}/children`, 'utf8').catch(() => '')))
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number))
}

/** The most that a process and, apart, its children together held while `work` ran. */
export async function peakMemory<T>(processId: number, work: () => Promise<T>): Promise<{ value: T; own: number; children: number }> {
  let own = 0
  let children = 0
  let isOver = false
  const sampling = (async () => {
    while (!isOver) {
      own = Math.max(own, await residentBytes(processId))
      const held = await Promise.all((await childrenOf(processId)).map(residentBytes))
      children = Math.max(
        children,
        held.reduce((sum, bytes) => sum + bytes, 0),
      )
      await new Promise((resolve) => setTimeout(resolve, sampleMs))
    }
  })()
  try {
    const value = await work()
    return { value, own, children }
  } finally {
    isOver = true
    await sampling
  }
}
