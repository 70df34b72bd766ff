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

export function chainAddress({ taskId, kind, at }: ChainStart): string {
  return `/?from=${encodeURIComponent(taskId)}&chain=${kind}${at === null ? '' : `&at=${at}`}`
}
