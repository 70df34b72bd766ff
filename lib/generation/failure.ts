import type { TaskState } from './task-state.ts'

export const failureCodes = [
  'invalid_request',
  'unauthorized',
  'forbidden',
  'no_credits',
  'busy',
  'rate_limited',
  'content_rejected',
  'generation_failed',
  'cancelled_by_vendor',
  'not_found',
  'vendor_unavailable',
  'unreadable_answer',
  'unconfirmed_answer',
  'no_answer',
  'address_refused',
  'not_configured',
  'timed_out',
  'result_lost',
  'archive_failed',
  'never_sent',
  'forgotten',
] as const
export type FailureCode = (typeof failureCodes)[number]

export function isFailureCode(code: string | null): code is FailureCode {
  return code !== null && failureCodes.some((known) => known === code)
}

/** Why something went wrong, as one closed code; the vendor's own words travel beside it and are shown on demand. */
export interface Failure {
  code: FailureCode
  vendorCode: string | null
  vendorMessage: string | null
  traceId: string | null
  /** What a 429 or 503 asked us to wait, if it said. */
  retryAfterSeconds: number | null
}

export function failure(code: FailureCode, details: Partial<Omit<Failure, 'code'>> = {}): Failure {
  return { code, vendorCode: null, vendorMessage: null, traceId: null, retryAfterSeconds: null, ...details }
}

/** `wait`: it settles by itself; `retry`: sending again may help; `stop`: something must change first. */
export const failureActions = ['wait', 'retry', 'stop'] as const

export interface FailureWords {
  /** What happened. */
  title: string
  /** Was money spent? */
  money: string
  /** What to do. */
  advice: string
  action: (typeof failureActions)[number]
  /** What says the same in HTTP, for scripts: our API gives it beside the code. */
  httpStatus: number
}

const nothingSpent = 'Nothing was charged.'
const perhapsSpent = 'It may have been charged; check your vendor account.'
const notSent = 'Nothing was sent, nothing was charged.'
/** No vendor documents what becomes of the credits of a take that did not end well. */
const vendorDecides = 'Whether it was charged in the end is not known; check the balance in your vendor account.'

export const failureWords: Record<FailureCode, FailureWords> = {
  invalid_request: {
    title: 'The vendor refused the request as invalid.',
    money: nothingSpent,
    advice: 'Open the vendor’s answer below, change the request and send it again.',
    action: 'stop',
    httpStatus: 422,
  },
  unauthorized: {
    title: 'The vendor did not accept the API key.',
    money: nothingSpent,
    advice: 'Check the key for this vendor in Settings, then try again.',
    action: 'stop',
    httpStatus: 502,
  },
  forbidden: {
    title: 'The vendor denied access.',
    money: nothingSpent,
    advice: 'The key may not be allowed to use this model. Check it in your vendor account.',
    action: 'stop',
    httpStatus: 502,
  },
  no_credits: {
    title: 'The vendor account has too few credits.',
    money: nothingSpent,
    advice: 'Buy credits at the vendor or choose another vendor, then try again.',
    action: 'stop',
    httpStatus: 402,
  },
  busy: {
    title: 'The vendor already runs as many tasks as it allows.',
    money: nothingSpent,
    advice: 'The take waits and is sent as soon as a place is free.',
    action: 'wait',
    httpStatus: 429,
  },
  rate_limited: {
    title: 'The vendor asked us to slow down.',
    money: nothingSpent,
    advice: 'The take waits and is sent again later.',
    action: 'wait',
    httpStatus: 429,
  },
  content_rejected: {
    title: 'The vendor’s content check rejected the prompt or a reference.',
    money: vendorDecides,
    advice: 'Change the wording or the reference and send it again.',
    action: 'stop',
    httpStatus: 422,
  },
  generation_failed: {
    title: 'The vendor could not generate this take.',
    money: vendorDecides,
    advice: 'Try again, or try another vendor.',
    action: 'retry',
    httpStatus: 502,
  },
  cancelled_by_vendor: {
    title: 'The take was cancelled at the vendor.',
    money: vendorDecides,
    advice: 'Send it again if you still want it.',
    action: 'retry',
    httpStatus: 502,
  },
  not_found: {
    title: 'The vendor does not know this task.',
    money: perhapsSpent,
    advice: 'Look for the task in your vendor account before you send it again.',
    action: 'retry',
    httpStatus: 502,
  },
  vendor_unavailable: {
    title: 'The vendor’s service is not available.',
    money: nothingSpent,
    advice: 'Try again in a few minutes, or choose another vendor.',
    action: 'retry',
    httpStatus: 502,
  },
  unreadable_answer: {
    title: 'The vendor answered with something we could not read.',
    money: perhapsSpent,
    advice: 'Look for the task in your vendor account before you send it again.',
    action: 'stop',
    httpStatus: 502,
  },
  unconfirmed_answer: {
    title: 'The vendor answered with an error that does not say whether it took the request.',
    money: perhapsSpent,
    advice: 'Look for the task in your vendor account before you send it again.',
    action: 'stop',
    httpStatus: 502,
  },
  no_answer: {
    title: 'The vendor did not answer.',
    money: perhapsSpent,
    advice: 'Look for the task in your vendor account before you send it again.',
    action: 'stop',
    httpStatus: 504,
  },
  address_refused: {
    title: 'The address leads into a private network, so it was not opened.',
    money: 'The take may have been charged by the vendor.',
    advice: 'If it is your own server, ask the owner to add it to ALLOWED_PRIVATE_HOSTS.',
    action: 'stop',
    httpStatus: 422,
  },
  not_configured: {
    title: 'This take could not be sent: its key was gone, or its vendor was off.',
    money: nothingSpent,
    advice: 'Look at the vendor’s key in Settings, send it again, or choose another vendor.',
    action: 'stop',
    httpStatus: 422,
  },
  timed_out: {
    title: 'The vendor did not finish within a day.',
    money: perhapsSpent,
    advice: 'We keep looking for three more days and take the result in if it comes.',
    action: 'wait',
    httpStatus: 504,
  },
  result_lost: {
    title: 'The vendor finished, but its file is gone.',
    money: 'The take was most likely charged.',
    advice: 'Ask the vendor’s support with the trace id, or generate it again.',
    action: 'retry',
    httpStatus: 502,
  },
  archive_failed: {
    title: 'The finished file could not be saved.',
    money: 'The take was charged; its file is still at the vendor.',
    advice: 'Check the free space of this server.',
    action: 'retry',
    httpStatus: 500,
  },
  never_sent: {
    title: 'The request did not reach the vendor.',
    money: nothingSpent,
    advice: 'Send it again.',
    action: 'retry',
    httpStatus: 502,
  },
  forgotten: {
    title: 'You closed this take without an answer from the vendor.',
    money: perhapsSpent,
    advice: 'Send it again if you still want it.',
    action: 'retry',
    httpStatus: 409,
  },
}

/** With these a take may have been charged although the vendor never named it. */
export const failuresPerhapsCharged: readonly FailureCode[] = failureCodes.filter((code) => failureWords[code].money === perhapsSpent)

/**
 * Why nobody knows what became of a create. A vendor that was merely unavailable when asked for a status has charged nothing for that; after a
 * create the same answer proves nothing, so a code whose words promise that nothing was charged must not stand beside the task.
 */
export function asUnconfirmed(why: Failure): Failure {
  return failureWords[why.code].money === nothingSpent ? { ...why, code: 'unconfirmed_answer' } : why
}

/** The words for one task: what became of the money follows from how far it came, where the code alone does not tell. */
export function failureWordsFor(code: FailureCode, task: { state: TaskState; vendorTaskId: string | null }): FailureWords {
  const words = failureWords[code]
  if (task.state === 'unconfirmed') return failureWords[asUnconfirmed(failure(code)).code]
  if (task.vendorTaskId === null && code === 'address_refused') return { ...words, money: notSent }
  if (task.vendorTaskId === null) return words.money === vendorDecides ? { ...words, money: nothingSpent } : words
  return words.money === nothingSpent ? { ...words, money: perhapsSpent } : words
}
