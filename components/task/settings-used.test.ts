import { expect, it } from 'vitest'
import type { GenerationRequest } from '#lib/generation/request.ts'
import { listSettings } from './settings-used.tsx'

function ratioOf(request: GenerationRequest): unknown {
  const facts = listSettings({ vendor: request.vendor, model: request.model ?? null, mode: request.mode, request })
  return facts.find(({ name }) => name === 'Ratio')?.value
}

it('tells the ratio also where nobody chose one', () => {
  expect(ratioOf({ vendor: 'loova', mode: 'text_to_video', prompt: 'x', ratio: '1:1' })).toBe('1:1')
  expect(ratioOf({ vendor: 'loova', mode: 'text_to_video', prompt: 'x' })).toBe('16:9 (vendor’s default)')
  expect(ratioOf({ vendor: 'seedance2ink', mode: 'text_to_video', prompt: 'x' })).toBe('Left to the vendor')
})
