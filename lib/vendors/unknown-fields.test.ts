import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { vendorIds } from '#lib/generation/request.ts'

describe('unknown fields', () => {
  it('are let through by no schema', () => {
    const files = globSync('{app,components,lib}/**/*.{ts,tsx}').filter((file) => !/\.test\.tsx?$/.test(file))
    expect(files.length).toBeGreaterThan(100)
    const open = files.filter((file) => /\.passthrough\(|\.catchall\(|\.loose\(|z\.looseObject\(/.test(readFileSync(file, 'utf8')))
    expect(open).toEqual([])
  })

  it.each(vendorIds)('in a request for %s are refused by name', (vendor) => {
    const parsed = parseGenerationRequest({ vendor, mode: 'text_to_video', prompt: 'A lighthouse', extra_body: {}, negativePrompt: 'rain' })
    expect(parsed.ok ? [] : parsed.issues.map((issue) => [issue.path, issue.code])).toEqual([
      ['extra_body', 'unknown_field'],
      ['negativePrompt', 'unknown_field'],
    ])
  })
})
