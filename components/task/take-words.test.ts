import { expect, test } from 'vitest'
import { chargeWords, costFact, deletionWords } from './take-words.ts'

const take = {
  state: 'failed',
  credits: { quoted: 200, charged: null },
  vendorTaskId: 'task_1',
  failure: null,
  isSettled: true,
  isSandbox: false,
} as const

test('says of a failed take that its charge is not known, on its page and on its card', () => {
  expect([chargeWords(take), costFact(take)]).toEqual(['Not known after a failure', 'charge not known'])
  const cancelled = { ...take, state: 'cancelled' } as const
  expect([chargeWords(cancelled), costFact(cancelled)]).toEqual(['Not known after a cancellation', 'charge not known'])
})

test('says that a take which never reached the vendor cost nothing', () => {
  const refused = { ...take, vendorTaskId: null }
  expect([chargeWords(refused), costFact(refused)]).toEqual(['Nothing', 'nothing charged'])
  const forgotten = { ...refused, failure: { code: 'forgotten', message: '', action: 'retry', status: 409 } } as const
  expect(chargeWords(forgotten)).toBe('Not known after a failure')
})

test('says of no sandbox take that its charge is not known: nobody pays there', () => {
  for (const state of ['failed', 'cancelled'] as const)
    expect([chargeWords({ ...take, state, isSandbox: true }), costFact({ ...take, state, isSandbox: true })]).toEqual([
      'Nothing',
      'nothing charged',
    ])
})

test('tells a charge where there is one, and before that the quote', () => {
  expect(costFact({ ...take, state: 'succeeded', credits: { quoted: 200, charged: 200 } })).toBe('200 credits')
  expect(costFact({ ...take, state: 'running', isSettled: false })).toBe('200 credits quoted')
  expect(chargeWords({ ...take, state: 'running', isSettled: false })).toBe('Not known yet')
})

test('names the take to be deleted and what goes with it, and no more', () => {
  const request = { vendor: 'outai', mode: 'text_to_video', prompt: 'A lighthouse' } as const
  expect(deletionWords({ request, video: null })).toBe(
    '“A lighthouse” goes; it has no saved video. What it cost stays in Spend. This cannot be undone.',
  )
  const video = { url: '', width: 16, height: 9, duration: 5, bytes: 1, sha256: '' }
  expect(deletionWords({ request, video })).toBe(
    '“A lighthouse” goes, with its saved video, poster and share links. What it cost stays in Spend. This cannot be undone.',
  )
})
