import { describe, expect, it } from 'vitest'
import { applyFix, hasErrors, type Issue } from './issue.ts'
import type { GenerationRequest } from './request.ts'

const request: GenerationRequest = { vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse', duration: 20, seed: 0 }

describe('applyFix', () => {
  it('sets and removes fields without touching the request it was given', () => {
    const fixed = applyFix(request, { label: 'Shorten to 15 s', set: { duration: 15 }, unset: ['seed'] })
    expect(fixed).toEqual({ vendor: 'loova', mode: 'text_to_video', prompt: 'A lighthouse', duration: 15 })
    expect('seed' in fixed).toBe(false)
    expect(request.duration).toBe(20)
  })

  it('keeps everything when a fix changes nothing', () => {
    expect(applyFix(request, { label: 'Nothing' })).toEqual(request)
  })
})

describe('hasErrors', () => {
  const warning: Issue = { path: 'images', code: 'unknown_fact', message: 'Not measured.', severity: 'warning' }

  it('does not stop a request for a warning', () => {
    expect(hasErrors([warning])).toBe(false)
    expect(hasErrors([warning, { ...warning, severity: 'error' }])).toBe(true)
  })
})
