import { type Failure, type FailureCode, failure } from '#lib/generation/failure.ts'
import { isRecord } from './loose.ts'
import type { Reply } from './vendor.ts'

const maxWordsLength = 500

/** What a vendor itself says about a failure, wherever its gateway puts it. */
export interface ReplyWords {
  code: string | null
  message: string | null
  traceId: string | null
  /** The body says in so many words that the call was refused. */
  isRefusal: boolean
}

export function readWords(reply: Reply): ReplyWords {
  const { body } = reply
  if (!isRecord(body)) return { code: null, message: wordsOfText(reply.text), traceId: null, isRefusal: false }
  const error = isRecord(body.error) ? body.error : {}
  const code = textOf(error.code) ?? textOf(body.code) ?? textOf(error.type)
  const message =
    textOf(error.message) ??
    textOf(body.error) ??
    textOf(body.message) ??
    textOf(body.msg) ??
    textOf(body.detail) ??
    wordsOfList(body.detail) ??
    wordsOfList(body.errors) ??
    wordsOfList(body.error)
  const traceId = [body.trace_id, body.traceId, error.trace_id, body.request_id, error.request_id, body.requestId].map(textOf)
  const topCode = textOf(body.code)
  return {
    code,
    message,
    traceId: traceId.find((id) => id !== null) ?? null,
    isRefusal:
      body.success === false ||
      (body.error !== null && body.error !== undefined && body.error !== false && body.error !== '') ||
      (topCode !== null && topCode !== '200' && topCode !== '0'),
  }
}

/**
 * Total: any status with any body has exactly one code. `tooManyRequests` is what 429 means at this vendor.
 * An answer of 2xx that neither is what was asked for nor says that it refuses is `unreadable_answer`: the call may have been accepted.
 */
export function explainReply(reply: Reply, tooManyRequests: 'busy' | 'rate_limited' = 'rate_limited'): Failure {
  const words = readWords(reply)
  return failure(chooseCode(reply.status, words, tooManyRequests), {
    vendorCode: words.code,
    vendorMessage: words.message,
    traceId: words.traceId,
    retryAfterSeconds: reply.retryAfterSeconds,
  })
}

function chooseCode(status: number, words: ReplyWords, tooManyRequests: 'busy' | 'rate_limited'): FailureCode {
  if (status >= 200 && status < 300) {
    const inner = Number(words.code)
    if (words.isRefusal && inner >= 400 && inner < 600) return codeOfStatus(inner, words, tooManyRequests)
    return codeOfWords(words) ?? (words.isRefusal ? 'invalid_request' : 'unreadable_answer')
  }
  if (status >= 400 && status < 600) return codeOfStatus(status, words, tooManyRequests)
  return 'unreadable_answer'
}

function codeOfStatus(status: number, words: ReplyWords, tooManyRequests: 'busy' | 'rate_limited'): FailureCode {
  // A gateway in trouble may repeat anything; only its status is sure.
  if (status >= 500 || status === 408) return 'vendor_unavailable'
  if (status === 401) return 'unauthorized'
  if (status === 402) return 'no_credits'
  if (status === 404) return 'not_found'
  const said = codeOfWords(words)
  if (status === 403) return said === 'no_credits' ? said : 'forbidden'
  if (status === 429) return said === 'busy' || said === 'no_credits' ? said : tooManyRequests
  return said ?? 'invalid_request'
}

const busyWords = /parallel|concurren/i
const creditWords =
  /(insufficient|not enough|out of|too few|lack of|no) [a-z ]{0,20}(credit|balance|fund|quota)|(credit|balance|quota)s? (is |are )?(insufficient|not enough|exhausted|too low)/i
const moderationWords =
  /sensitive|moderat|violat|polic(y|ies)\b|nsfw|inappropriate|prohibited content|unsafe content|content[ _-]?(filter|check|review)/i

/** Names that gateways give in `error.code`; digits are read by status or message. */
const namedCodes: readonly (readonly [RegExp, FailureCode])[] = [
  [/unauthori[sz]ed|unauthenticated|invalid_(api_)?key|invalid_token/, 'unauthorized'],
  [/insufficient_|no_credits|not_enough_|payment_required/, 'no_credits'],
  [/forbidden|access_denied|permission_denied/, 'forbidden'],
  [/not_found/, 'not_found'],
  [/concurren|parallel|too_many_tasks/, 'busy'],
  [/rate_limit|too_many_requests/, 'rate_limited'],
  [/moderation|content_(policy|rejected|filter|violation)|sensitive/, 'content_rejected'],
  [/internal_error|server_error|service_unavailable|overloaded/, 'vendor_unavailable'],
]

/** Loova's code 300111 is both "no credits" and "too many tasks": only the message tells which, so the message is read first. */
function codeOfWords({ code, message }: ReplyWords): FailureCode | null {
  if (message !== null) {
    if (busyWords.test(message)) return 'busy'
    if (creditWords.test(message)) return 'no_credits'
    if (moderationWords.test(message)) return 'content_rejected'
  }
  if (code === null || !/[a-z]/i.test(code)) return null
  const name = code.toLowerCase()
  return namedCodes.find(([pattern]) => pattern.test(name))?.[1] ?? null
}

/** Why a task that ran has failed at the vendor: final, in the vendor's words. */
export function explainTaskFailure(words: { code?: string | null; message?: string | null; traceId?: string | null }): Failure {
  const said = `${words.code ?? ''} ${words.message ?? ''}`
  return failure(moderationWords.test(said) ? 'content_rejected' : 'generation_failed', {
    vendorCode: words.code ?? null,
    vendorMessage: cut(words.message),
    traceId: words.traceId ?? null,
  })
}

/** Frameworks answer a list where several fields are wrong: `{"detail": [{"loc": ["body", "prompt"], "msg": "field required"}]}`. */
function wordsOfList(list: unknown): string | null {
  if (!Array.isArray(list)) return null
  const words = list.slice(0, 5).flatMap((entry) => {
    if (!isRecord(entry)) return textOf(entry) ?? []
    const said = textOf(entry.msg) ?? textOf(entry.message) ?? textOf(entry.detail)
    const place = Array.isArray(entry.loc) ? textOf(entry.loc.at(-1)) : textOf(entry.field)
    return said === null ? [] : [place === null ? said : `${place}: ${said}`]
  })
  return cut(words.join('; '))
}

function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? cut(value) : null
}

function cut(text: string | null | undefined): string | null {
  const trimmed = (text ?? '').trim()
  return trimmed === '' ? null : trimmed.slice(0, maxWordsLength)
}

/** A gateway's HTML page says at most one thing worth keeping: its title. */
function wordsOfText(text: string): string | null {
  if (!/^\s*</.test(text)) return cut(text.slice(0, 4 * maxWordsLength))
  return cut(/<title[^>]*>([^<]{1,200})/i.exec(text.slice(0, 4_096))?.[1])
}
