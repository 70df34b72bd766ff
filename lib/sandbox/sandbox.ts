import type { Media } from '#lib/media/media.ts'

/** The vendors' side of the wire, in this process. */
export interface Sandbox {
  /** Speaks every vendor's protocol and serves result files for URLs under `origin`; never touches the network by itself. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** A vendor's base URL to give to the transport in place of the real one, such as `https://sandbox.invalid/loova/api/v1`. */
  baseUrl(vendor: string): string
  /** Every URL the sandbox itself serves starts with this. */
  origin: string
  /** A key that the vendor's sandbox accepts. */
  apiKey(vendor: string): string
  /** Every accepted create, oldest first: what a test compares with the tasks that the app knows. */
  ledger(): Promise<LedgerEntry[]>
  /** Does at once what is due by the clock: renders to begin, callbacks to deliver. It happens by itself too; tests with a clock of their own call it. */
  advance(): Promise<void>
  close(): Promise<void>
}

export interface LedgerEntry {
  vendor: string
  apiKey: string
  vendorTaskId: string
  prompt: string
  /** What the client sent to recognise the task by: seedance2ink's metadata as JSON, or a callback URL. */
  reference: string | null
  createdAt: number
  creditsCharged: number
  isRefunded: boolean
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
}

export type ReferenceBytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>

export interface SandboxOptions {
  /** Where tasks, ledger and rendered files are kept, so that a restart of ours is not a loss at the vendor. */
  directory: string
  /** How long a generation takes. */
  renderSeconds: number
  /** Opens a reference that is not the sandbox's own file, in pieces as they come; null when it cannot be had. */
  fetchReference(url: string): Promise<ReferenceBytes | null>
  /** Delivers a callback; resolves to the status, or null when nothing answered. */
  deliverCallback(url: string, body: unknown): Promise<number | null>
  clock?: () => number
  /** Renders and probes; without it the sandbox starts a media process of its own and closes it. */
  media?: Media
  /** Without a slash at its end. The default never resolves, so that a request which misses the sandbox goes nowhere. */
  origin?: string
}
