import { z } from 'zod'
import { fileKinds } from './file-kinds.ts'
import { modes } from './request.ts'
import { taskStates } from './task-state.ts'

/** A take that another one was made from, or was made into. */
export const takeLinkSchema = z.object({
  id: z.string(),
  prompt: z.string(),
  state: z.enum(taskStates),
  posterUrl: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** What the later take did with the file. */
  mode: z.enum(modes),
  kind: z.enum(fileKinds),
  /** Seconds at which the frame begins; null for the film itself. */
  frameAt: z.number().nullable(),
})
export type TakeLink = z.infer<typeof takeLinkSchema>

export const takeChainSchema = z.object({ before: z.array(takeLinkSchema), after: z.array(takeLinkSchema) })
export type TakeChain = z.infer<typeof takeChainSchema>

/** How a request starts from a finished take; the words of an address. */
export const chainKinds = ['continue', 'extend', 'frame', 'reference'] as const
export type ChainKind = (typeof chainKinds)[number]

/** `at`: the playhead in seconds, for `frame` and for a frame as `reference`; null for the end, and for the film itself. */
export interface ChainStart {
  taskId: string
  kind: ChainKind
  at: number | null
}

const chainQuerySchema = z.object({
  from: z.string().min(1),
  chain: z.enum(chainKinds),
  at: z.coerce.number().min(0).max(86_400).nullable().catch(null),
})

/** Null when the address names no start that we know; it is then the plain form. */
export function readChainStart(query: Record<string, string | string[] | undefined>): ChainStart | null {
  const parsed = chainQuerySchema.safeParse({ from: query.from, chain: query.chain, at: query.at ?? null })
  return parsed.success ? { taskId: parsed.data.from, kind: parsed.data.chain, at: parsed.data.at } : null
}

/** What the address asks for that the form does not know, in words; null when it knows all of it. */
export function unreadWords(query: Record<string, string | string[] | undefined>): string | null {
  const { from, chain, at, ...others } = query
  const start = readChainStart(query)
  const unread = Object.keys(others)
  if (Array.isArray(from)) unread.push('from')
  if (chain !== undefined && start === null) unread.push('chain')
  if (at !== undefined && (start === null || start.at === null)) unread.push('at')
  if (unread.length === 0) return null
  const names = unread.slice(0, mostNamed).map((name) => `“${name.slice(0, longestName)}”`)
  const list = unread.length > mostNamed ? `${names.join(', ')} and more` : names.join(unread.length === 2 ? ' and ' : ', ')
  return `Create does not know ${list} in its address, and left ${unread.length === 1 ? 'it' : 'them'} out.`
}

const mostNamed = 3
const longestName = 40

export function chainAddress({ taskId, kind, at }: ChainStart): string {
  return `/?from=${encodeURIComponent(taskId)}&chain=${kind}${at === null ? '' : `&at=${at}`}`
}
