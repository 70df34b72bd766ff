interface Fault {
  /** `times`: for the first so many calls; `seconds`; `number`: it only tells prompts apart; null: it takes no number. */
  argument: 'times' | 'seconds' | 'number' | null
  /** Taken when the marker has no number. */
  default: number
  does: string
}

const always = Number.MAX_SAFE_INTEGER

/** Markers in the prompt, such as `[sandbox:slow=30]`. The README lists them from here, and a test holds the two together. */
export const faults = {
  busy: { argument: 'times', default: 1, does: 'the create is refused because too many tasks run' },
  'no-credits': { argument: 'times', default: always, does: 'the create is refused for lack of credits' },
  reject: { argument: 'times', default: always, does: 'the create is refused by the content check' },
  'html-error': { argument: 'times', default: always, does: 'the create is answered 502 with a gateway’s HTML page; nothing is accepted' },
  'server-error': { argument: 'times', default: always, does: 'the create is answered 500 in the vendor’s own shape; nothing is accepted' },
  'rate-limited': {
    argument: 'times',
    default: 1,
    does: 'the create is answered 429 by a gateway, with `Retry-After: 30`; nothing is accepted',
  },
  unreachable: { argument: 'times', default: always, does: 'the connection is refused before anything is sent; nothing is accepted' },
  'lost-answer': { argument: null, default: 0, does: 'the create is accepted and charged, then the connection dies' },
  hang: { argument: null, default: 0, does: 'the create is accepted and charged, then no answer ever comes' },
  'broken-json': { argument: null, default: 0, does: 'the create is accepted and charged; its answer is cut off in the middle' },
  fail: { argument: null, default: 0, does: 'the generation fails at its end; credits are given back' },
  'late-reject': { argument: null, default: 0, does: 'the content check stops the generation at its end; credits are given back' },
  cancelled: { argument: null, default: 0, does: 'the vendor cancels the generation by itself' },
  slow: { argument: 'seconds', default: 30, does: 'the generation takes that long' },
  never: { argument: null, default: 0, does: 'the generation never ends' },
  'unknown-status': { argument: null, default: 0, does: 'while it runs, the status is a word that nobody documented: `transcoding`' },
  'vanished-task': { argument: null, default: 0, does: 'queries say that there is no such task' },
  'query-html': { argument: 'times', default: 2, does: 'queries are answered 502 with a gateway’s HTML page' },
  'query-error': { argument: 'times', default: 2, does: 'queries are answered 500 in the vendor’s own shape' },
  'query-lost': { argument: 'times', default: 2, does: 'the connection dies during a query' },
  'cancel-lost': { argument: 'times', default: 1, does: 'the task is cancelled when that is asked for, then the connection dies' },
  'cancel-error': { argument: 'times', default: 1, does: 'a cancellation is answered 500 in the vendor’s own shape; nothing is cancelled' },
  'vanished-file': { argument: null, default: 0, does: 'the result URL answers 404' },
  expires: { argument: 'seconds', default: 1, does: 'every result URL expires that soon after the query that gave it' },
  'file-error': { argument: 'times', default: 2, does: 'the result URL answers 503' },
  'truncated-file': { argument: null, default: 0, does: 'the result file ends in its middle, though its length says otherwise' },
  'not-a-video': { argument: null, default: 0, does: 'the result file is a web page called .mp4' },
  hevc: { argument: null, default: 0, does: 'the result file is H.265, which not every browser plays' },
  'index-last': { argument: null, default: 0, does: 'the result file has its index at the end' },
  'redirect-private': { argument: null, default: 0, does: 'the result URL redirects to a private address' },
  'callback-twice': { argument: null, default: 0, does: 'the callback is delivered twice' },
  'no-callback': { argument: null, default: 0, does: 'the callback is never delivered' },
  tag: { argument: 'number', default: 0, does: 'nothing; it tells prompts apart in the ledger that share one film' },
} as const satisfies Record<string, Fault>

export type FaultName = keyof typeof faults

/** The faults of one prompt with their numbers; a fault without one has 0. */
export type FaultScript = Partial<Record<FaultName, number>>

const marker = /\[sandbox:([a-z-]+)(?:=(\d{1,6}))?\]/g

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(faults, name)
}

/** Takes the markers out of a prompt. `unknown` names those that do not exist, so that a misspelt test does not pass by luck. */
export function parseFaults(prompt: string): { title: string; script: FaultScript; unknown: string[] } {
  const script: FaultScript = {}
  const unknown: string[] = []
  for (const [, name = '', amount] of prompt.matchAll(marker)) {
    if (isFaultName(name)) script[name] = amount === undefined ? faults[name].default : Number(amount)
    else unknown.push(name)
  }
  return { title: prompt.replace(marker, ' ').replace(/\s+/g, ' ').trim(), script, unknown }
}

export function hasFault(script: FaultScript, name: FaultName): boolean {
  return script[name] !== undefined
}
