import { describe, expect, it } from 'vitest'
import { failure, failureCodes, failureWords } from './failure.ts'

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
