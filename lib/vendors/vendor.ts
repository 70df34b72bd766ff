import type { Failure } from '#lib/generation/failure.ts'
import type { Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest, Mode, VendorId } from '#lib/generation/request.ts'
import type { RequestFacts } from './request-facts.ts'

/** How fast and how good: lets a request move to the model of the same tier at another vendor. */
export type Tier = 'standard' | 'fast' | 'mini' | 'previous'

export interface Model {
  /** The id a request carries in `model`. */
  id: string
  name: string
  tier: Tier
}

/** Where a rule was read, so that a creator may check it and a maintainer may renew it. */
export interface Source {
  /** A path under `docs`, or a URL of the vendor's. */
  page: string
  /** The words of the page, as short as they can be. */
  quote: string
  /** ISO date on which it was read. */
  readOn: string
  /** `documented` on the vendor's own page; `observed` on its other public pages or clients; `ours` where we settle what it leaves open. */
  kind: 'documented' | 'observed' | 'ours'
}

/** A rule with its source. */
export interface Sourced<T> {
  value: T
  source: Source
}

export interface CountRule {
  min: number
  max: number
}

/** What one kind of reference must be like; an absent limit is not documented. */
export interface ReferenceRule {
  count: Sourced<CountRule>
  schemes: Sourced<readonly ('http' | 'https' | 'asset')[]>
  /** File name endings the vendor takes, when it lists them. */
  extensions?: Sourced<readonly string[]>
  minShortSidePx?: Sourced<number>
  minSeconds?: Sourced<number>
  maxSeconds?: Sourced<number>
  maxTotalSeconds?: Sourced<number>
}

/**
 * How a vendor wants files to be named in a prompt. `lowercase`: `@image1`; `as_typed`: nothing is known, so the creator's words are not
 * touched.
 */
export type MentionStyle = 'lowercase' | 'as_typed'

/** The switches and numbers beside prompt, ratio and duration. */
export type OptionField = 'generateAudio' | 'seed' | 'watermark' | 'cameraFixed' | 'returnLastFrame'

export type Presence = 'required' | 'optional' | 'absent'

export interface DurationRule {
  /** Every whole second that is allowed, in order. */
  values: readonly number[]
  default: number
}

/** A documented price, in the vendor's own credits. */
export interface PriceRule {
  perSecond: Sourced<number>
  /** What an upscale adds to every second, per option. */
  upscalePerSecond: Sourced<Readonly<Record<string, number>>>
  /** Multiplies the base, not the upscale, when a video is among the references. */
  videoFactor?: Sourced<number>
}

/** All that a vendor says about one model in one mode. `absent` fields are refused, never dropped in silence. */
export interface ModeRules {
  prompt: Sourced<'required' | 'optional'>
  /** `default` null: the vendor decides when the field is not given. */
  ratio: Sourced<{ presence: Presence; options: readonly string[]; default: string | null }>
  resolution: Sourced<{ presence: Presence; options: readonly string[]; default: string | null }>
  upscale: Sourced<{ presence: Presence; options: readonly string[] }>
  duration: Sourced<DurationRule>
  images: ReferenceRule | null
  videos: ReferenceRule | null
  audios: ReferenceRule | null
  /** Over all kinds together. */
  totalReferences: Sourced<CountRule> | null
  options: Sourced<readonly OptionField[]>
  /** Audio alone is refused: an image or a video must go with it. */
  audioNeedsVisual?: Sourced<true>
  /** Numbers of images which, sent without anything else, the vendor takes for another mode. */
  imagesOfAnotherMode?: Sourced<readonly number[]>
  mentionStyle: Sourced<MentionStyle>
  /** A value of null, with the reason: no price is documented. */
  price: PriceRule | Sourced<null>
  /** Said beside the Ratio field where it does not apply: "follows the image". */
  ratioNote?: string
}

/** Rules per model id and mode; a mode that is missing is one the vendor does not have. */
export type Rules = Readonly<Record<string, Partial<Record<Mode, ModeRules>>>>

/** Credits in the vendor's own unit; units of two vendors are not the same money. */
export interface Credits {
  amount: number
  /** `exact`: computed from the documented price; `history`: what this installation was charged before. */
  basis: 'exact' | 'history'
}

/** What came back over the wire. `body` is the parsed JSON, or undefined when it was not JSON. */
export interface Reply {
  status: number
  body: unknown
  /** The first kilobytes as text, for the log and the vendor's own words. */
  text: string
  retryAfterSeconds: number | null
}

/** Something a vendor answered that we decoded but did not expect; shown to the owner, never an error. */
export interface Drift {
  kind: 'unknown_status' | 'renamed_status' | 'unknown_field' | 'odd_type' | 'missing_field'
  detail: string
}

/** An answer read, or the reason why it could not be; never an exception. */
export type Decoded<T> = { ok: true; value: T; drift: readonly Drift[] } | { ok: false; failure: Failure }

/** A call as data: the transport adds base URL, key, timeout and limits. `path` starts with `/` and is joined to the base URL. */
export interface HttpCall {
  method: 'GET' | 'POST'
  path: string
  body?: Record<string, unknown>
}

export interface Call<In, Out> {
  request(input: In): HttpCall
  decode(reply: Reply): Decoded<Out>
}

/** A request whose references are all URLs the vendor can read. */
export interface CreateInput {
  request: GenerationRequest
  /** Where the vendor may send its callback, if we have a public address and it has callbacks. */
  callbackUrl?: string
  /** Our task id, stored beside the request by vendors that keep metadata. */
  reference?: string
}

/** A task as the vendor accepted it. */
export interface VendorTask {
  vendorTaskId: string
  creditsCharged: number | null
  traceId: string | null
  /** The vendor's own word for the state it starts in. */
  vendorStatus: string | null
}

export interface VendorTaskRef {
  vendorTaskId: string
}

/** Where a vendor's task stands. An unknown status is `running`, with drift. */
export interface Snapshot {
  state: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'
  /** 0 to 1, or null when the vendor tells nothing. */
  progress: number | null
  video: { url: string; width: number | null; height: number | null } | null
  lastFrameUrl: string | null
  creditsCharged: number | null
  /** Set when state is failed or cancelled. */
  failure: Failure | null
  vendorStatus: string
  traceId: string | null
}

export interface Balance {
  /** What can be spent now, in the vendor's credits. */
  available: number
}

/** A hint from outside: it names a task and proves nothing. */
export interface CallbackHint {
  vendorTaskId: string | null
  /** Our own reference, where the vendor gives metadata back. */
  reference: string | null
}

export interface Vendor {
  id: VendorId
  name: string
  /** The vendor's own documentation page, or null when its address is not known. */
  docsUrl: string | null
  /** Where the account's tasks and credits can be seen, or null when unknown. */
  consoleUrl: string | null
  /** Null: the user must give one. */
  defaultBaseUrl: string | null
  models: readonly Model[]
  defaultModel: string
  rules: Rules
  /** How often a running task may be asked for: the first delay and the steady one, in seconds. */
  pollSeconds: Sourced<{ first: number; steady: number }>
  /** Documented limit of tasks running at once, or null. */
  maxRunning: Sourced<number> | null
  /** Every broken rule, errors and warnings, in the order of the form's fields. `facts` spare reading what several vendors ask about one request. */
  check(request: GenerationRequest, facts?: RequestFacts): Issue[]
  /** The documented price, or null where the vendor documents none. Never throws, also for a request that breaks rules. */
  quote(request: GenerationRequest): Credits | null
  create: Call<CreateInput, VendorTask>
  query: Call<VendorTaskRef, Snapshot>
  cancel?: Call<VendorTaskRef, Snapshot>
  balance?: Call<void, Balance>
  callback?: { decode(body: unknown): CallbackHint }
  /** Total over any status and body; never throws. */
  explain(reply: Reply): Failure
}
