import { describe, expect, it } from 'vitest'
import { canMove, isSettled, type TaskState, taskStates } from './task-state.ts'

const legal: Record<TaskState, TaskState[]> = {
  queued: ['submitting', 'cancelled', 'failed'],
  submitting: ['running', 'queued', 'unconfirmed', 'failed'],
  unconfirmed: ['running', 'queued', 'failed', 'cancelled'],
  running: ['archiving', 'failed', 'cancelled'],
  archiving: ['succeeded', 'failed'],
  succeeded: [],
  failed: ['running'],
  cancelled: [],
}

describe('task states', () => {
  it.each(taskStates)('leave %s only the legal ways', (from) => {
    expect(taskStates.filter((to) => canMove(from, to)).sort()).toEqual([...legal[from]].sort())
  })

  it('never stay in place by a move, so that a repeated job changes nothing', () => {
    expect(taskStates.filter((state) => canMove(state, state))).toEqual([])
  })

  it('reach a settled state from everywhere', () => {
    for (const start of taskStates) {
      const reached = new Set<TaskState>([start])
      for (const state of reached) for (const to of taskStates) if (canMove(state, to)) reached.add(to)
      expect([...reached].some(isSettled)).toBe(true)
    }
  })

  it('keep asking while an unconfirmed take may still be settled', () => {
    expect(taskStates.filter(isSettled)).toEqual(['succeeded', 'failed', 'cancelled'])
  })
})
