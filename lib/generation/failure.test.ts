import { describe, expect, it } from 'vitest'
import { asUnconfirmed, failure, failureCodes, failureWords, failureWordsFor } from './failure.ts'

describe('the failure table', () => {
  it('has exactly one row for every code', () => {
    expect(Object.keys(failureWords).sort()).toEqual([...failureCodes].sort())
  })

  it.each(failureCodes)('says for %s what happened, what became of the money and what to do', (code) => {
    const words = failureWords[code]
    for (const sentence of [words.title, words.money, words.advice]) expect(sentence).toMatch(/^[A-Z].*\.$/)
    expect(words.httpStatus).toBeGreaterThanOrEqual(400)
    expect(words.httpStatus).toBeLessThan(600)
  })

  it('fills what nobody told with null', () => {
    expect(failure('busy', { retryAfterSeconds: 0 })).toEqual({
      code: 'busy',
      vendorCode: null,
      vendorMessage: null,
      traceId: null,
      retryAfterSeconds: 0,
    })
  })
})

describe('what became of the money', () => {
  const spent = /charged/
  const free = 'Nothing was charged.'

  it.each(failureCodes)('is never promised to be nothing while a take is unconfirmed (%s)', (code) => {
    const unconfirmed = asUnconfirmed(failure(code, { vendorMessage: 'kept', traceId: 'kept' }))
    expect(failureWords[unconfirmed.code].money).not.toBe(free)
    expect(unconfirmed).toMatchObject({ vendorMessage: 'kept', traceId: 'kept' })
    expect(failureWordsFor(code, { state: 'unconfirmed', vendorTaskId: null }).money).not.toBe(free)
  })

  it.each(failureCodes)('is never promised to be nothing once the vendor has the task (%s)', (code) => {
    expect(failureWordsFor(code, { state: 'failed', vendorTaskId: 'task_1' }).money).not.toBe(free)
  })

  it('is nothing where the vendor refused the request, whatever the reason', () => {
    for (const code of ['content_rejected', 'invalid_request', 'no_credits', 'vendor_unavailable'] as const)
      expect(failureWordsFor(code, { state: 'failed', vendorTaskId: null }).money).toBe(free)
  })

  it('is nothing where the vendor’s address was refused before anything was sent', () => {
    expect(failureWordsFor('address_refused', { state: 'failed', vendorTaskId: null }).money).toBe('Nothing was sent, nothing was charged.')
    expect(failureWordsFor('address_refused', { state: 'failed', vendorTaskId: 'task_1' }).money).toMatch(/may have been charged/)
  })

  it('stays open where an answer never came, also after the take was closed', () => {
    for (const code of ['no_answer', 'unreadable_answer', 'unconfirmed_answer', 'forgotten'] as const)
      expect(failureWordsFor(code, { state: 'failed', vendorTaskId: null }).money).toMatch(spent)
  })
})
