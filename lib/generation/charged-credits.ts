import { type FailureCode, failuresPerhapsCharged } from './failure.ts'
import type { TaskState } from './task-state.ts'

/** The vendor finished the take and only its file was not had: what it charged stands. */
export const failuresAfterSuccess = ['result_lost', 'archive_failed', 'address_refused'] as const satisfies readonly FailureCode[]

/**
 * What a take was charged, as far as anybody told. Vendors name their charge when they accept a take, and none documents whether a failed or
 * cancelled one gives it back: then null, which is "not known". A charge of nothing stays one.
 */
export function chargedCredits(task: { state: TaskState; failureCode: string | null; creditsCharged: number | null }): number | null {
  if (task.creditsCharged === 0 || (task.state !== 'failed' && task.state !== 'cancelled')) return task.creditsCharged
  const isFinished = failuresAfterSuccess.some((code) => code === task.failureCode)
  return task.state === 'failed' && isFinished ? task.creditsCharged : null
}

/** It ended without the vendor ever having it: nobody was charged. */
export function wasNeverCharged(task: { state: TaskState; vendorTaskId: string | null; failureCode: string | null }): boolean {
  if (task.vendorTaskId !== null || (task.state !== 'failed' && task.state !== 'cancelled')) return false
  return !failuresPerhapsCharged.some((code) => code === task.failureCode)
}
