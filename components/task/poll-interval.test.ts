import { expect, test } from 'vitest'
import { pollIntervalMs } from './poll-interval.ts'

const running = { state: 'running', isSettled: false, isPreparing: false } as const
const ready = { state: 'succeeded', isSettled: true, isPreparing: false } as const
const unconfirmed = { state: 'unconfirmed', isSettled: false, isPreparing: false } as const

test('stops asking when every take is settled, and when there is none', () => {
  expect(pollIntervalMs([], 0)).toBe(false)
  expect(pollIntervalMs([ready, ready], 0)).toBe(false)
})

test('asks every second at first and backs off to three while nothing changes', () => {
  expect(pollIntervalMs([ready, running], 0)).toBe(1_000)
  expect(pollIntervalMs([running], 5)).toBe(2_000)
  expect(pollIntervalMs([running], 500)).toBe(3_000)
})

test('asks on until a finished take has its poster', () => {
  expect(pollIntervalMs([ready, { ...ready, isPreparing: true }], 0)).toBe(1_000)
})

test('asks slowly while only unconfirmed takes are left', () => {
  expect(pollIntervalMs([unconfirmed, ready], 0)).toBe(10_000)
  expect(pollIntervalMs([unconfirmed, running], 0)).toBe(1_000)
})
