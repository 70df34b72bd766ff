import { expect, it } from 'vitest'
import { standingOf } from './connection-words.ts'

const at = '2026-11-21T09:00:00.000Z'

it('calls a live vendor sound only once its key has passed a test', () => {
  expect(standingOf({ state: 'live', lastTest: { ok: true, message: 'The key works.', at } })).toEqual({
    badges: [{ label: 'Live', tone: 'success' }],
    trouble: null,
  })
  expect(standingOf({ state: 'live', lastTest: null }).badges).toEqual([
    { label: 'Live', tone: 'neutral' },
    { label: 'Not tested yet', tone: 'outline' },
  ])
})

it('says beside a live vendor that its key was refused', () => {
  expect(standingOf({ state: 'live', lastTest: { ok: false, message: 'Loova did not accept the key.', at } })).toEqual({
    badges: [
      { label: 'Live', tone: 'neutral' },
      { label: 'Last test failed', tone: 'danger' },
    ],
    trouble: 'Loova did not accept the key.',
  })
})

it('says nothing of tests where no key is used', () => {
  expect(standingOf({ state: 'sandbox', lastTest: null })).toEqual({ badges: [{ label: 'Sandbox', tone: 'outline' }], trouble: null })
  expect(standingOf({ state: 'off', lastTest: { ok: false, message: 'Loova did not accept the key.', at } })).toEqual({
    badges: [{ label: 'Off', tone: 'neutral' }],
    trouble: null,
  })
})
