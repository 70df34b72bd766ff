import { describe, expect, it } from 'vitest'
import { explainReply, explainTaskFailure } from './explain-reply.ts'

const explain = (status: number, body: unknown, text = '') => explainReply({ status, body, text, retryAfterSeconds: null })

describe('explainReply', () => {
  it.each([
    [200, { code: 300111, message: 'Insufficient API credits', trace_id: 't' }, 'no_credits'],
    [200, { code: 300111, message: 'Parallel task limit reached.', trace_id: 't' }, 'busy'],
    [200, { code: '300111', message: 'Parallel task limit reached.' }, 'busy'],
    [400, { code: 300111, message: 'Insufficient API credits' }, 'no_credits'],
    [200, { code: 401, message: 'Invalid token' }, 'unauthorized'],
    [200, { code: 500, message: 'Internal error' }, 'vendor_unavailable'],
    [200, { success: false, error: { code: 'unauthorized', message: 'Bad key' } }, 'unauthorized'],
    [200, { success: false, error: { code: 'insufficient_credits', message: 'Top up' } }, 'no_credits'],
    [200, { success: false }, 'invalid_request'],
    [200, { message: 'Hello' }, 'unreadable_answer'],
    [200, { code: 200, data: {} }, 'unreadable_answer'],
    [204, undefined, 'unreadable_answer'],
    [302, undefined, 'unreadable_answer'],
    [400, { message: 'The prompt contains sensitive words' }, 'content_rejected'],
    [422, { error: { message: 'Violates our content policy' } }, 'content_rejected'],
    [403, { error: { code: 'insufficient_user_quota', message: 'x' } }, 'no_credits'],
    [403, { message: 'Access denied' }, 'forbidden'],
    [429, { message: 'Too many concurrent tasks' }, 'busy'],
    [429, undefined, 'rate_limited'],
    [408, undefined, 'vendor_unavailable'],
    [418, undefined, 'invalid_request'],
    [503, { message: 'Insufficient credits' }, 'vendor_unavailable'],
  ])('reads %i with %j as %s', (status, body, code) => {
    expect(explain(status, body).code).toBe(code)
  })

  it('keeps the vendor’s words and trace id, bounded, and a page’s title instead of its tags', () => {
    expect(explain(400, { code: 7, message: 'x'.repeat(9_000), trace_id: 'abc' })).toMatchObject({ vendorCode: '7', traceId: 'abc' })
    expect(explain(400, { message: 'x'.repeat(9_000) }).vendorMessage).toHaveLength(500)
    expect(explain(502, undefined, '<html><title>Bad Gateway</title><script>x</script>').vendorMessage).toBe('Bad Gateway')
    expect(explain(502, undefined, 'upstream timed out').vendorMessage).toBe('upstream timed out')
  })
})

describe('explainTaskFailure', () => {
  it('tells a rejected content from a failed generation', () => {
    expect(explainTaskFailure({ message: 'Output flagged by moderation' }).code).toBe('content_rejected')
    expect(explainTaskFailure({ code: 'provider_error', message: 'Video generation failed upstream' })).toMatchObject({
      code: 'generation_failed',
      vendorCode: 'provider_error',
      vendorMessage: 'Video generation failed upstream',
    })
  })
})
