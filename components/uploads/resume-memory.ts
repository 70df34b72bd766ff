import { z } from 'zod'

const storageKey = 'dailies.unfinished-uploads.1'
/** The server forgets a half of a file after a day. */
const keptMs = 24 * 3600 * 1000
const maxKept = 50

const memorySchema = z.record(z.string(), z.object({ session: z.string(), at: z.number() }))
type Memory = z.infer<typeof memorySchema>

/** Which half-sent file of this browser goes on under which session, by its content. */
export interface ResumeMemory {
  find: (content: string) => string | null
  keep: (content: string, session: string) => void
  forget: (content: string) => void
}

export function createResumeMemory(storage: () => Storage = () => window.localStorage, now: () => number = Date.now): ResumeMemory {
  const read = (): Memory => {
    try {
      const parsed = memorySchema.safeParse(JSON.parse(storage().getItem(storageKey) ?? '{}'))
      return parsed.success ? Object.fromEntries(Object.entries(parsed.data).filter(([, { at }]) => now() - at < keptMs)) : {}
    } catch {
      return {}
    }
  }
  const write = (memory: Memory) => {
    try {
      storage().setItem(storageKey, JSON.stringify(Object.fromEntries(Object.entries(memory).slice(-maxKept))))
    } catch {
      // A full or forbidden storage costs the way back after a reload, nothing else.
    }
  }
  return {
    find: (content) => read()[content]?.session ?? null,
    keep: (content, session) => {
      const { [content]: _, ...others } = read()
      write({ ...others, [content]: { session, at: now() } })
    },
    forget: (content) => {
      const { [content]: _, ...others } = read()
      write(others)
    },
  }
}
