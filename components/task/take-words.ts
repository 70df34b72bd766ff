import type { BadgeTone } from '#components/ui/badge.tsx'
import { wasNeverCharged } from '#lib/generation/charged-credits.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export const stateTones: Record<TaskState, BadgeTone> = {
  queued: 'neutral',
  submitting: 'accent',
  unconfirmed: 'warning',
  running: 'accent',
  archiving: 'accent',
  succeeded: 'success',
  failed: 'danger',
  cancelled: 'neutral',
}

export function durationInWords(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}

/** What is known of the progress, and from where; null when the state says all there is. */
export function progressWords(take: Pick<TakeView, 'state' | 'progress' | 'estimatedSecondsLeft'>): string | null {
  if (take.state !== 'running') return null
  if (take.progress !== null) return `${Math.round(take.progress * 100)} %, as the vendor tells it`
  if (take.estimatedSecondsLeft !== null) return `about ${durationInWords(take.estimatedSecondsLeft)} left, from your history`
  return null
}

export function creditsWords(credits: TakeView['credits']): string | null {
  const count = (amount: number) => `${amount.toLocaleString('en')} ${amount === 1 ? 'credit' : 'credits'}`
  if (credits.charged !== null) return count(credits.charged)
  if (credits.quoted !== null) return `${count(credits.quoted)} quoted`
  return null
}

type Charge = Pick<TakeView, 'state' | 'credits' | 'vendorTaskId' | 'failure' | 'isSettled' | 'isSandbox'>

/** What a take was charged, in words: an amount, or how much of that is known. */
export function chargeWords(take: Charge): string {
  if (take.credits.charged !== null) return take.credits.charged.toLocaleString('en')
  if (!take.isSettled) return 'Not known yet'
  if (take.state === 'succeeded') return 'The vendor did not say'
  if (take.isSandbox || wasNeverCharged({ ...take, failureCode: take.failure?.code ?? null })) return 'Nothing'
  return take.state === 'cancelled' ? 'Not known after a cancellation' : 'Not known after a failure'
}

/** The same for a line of facts, which says nothing where nothing is known or was quoted. */
export function costFact(take: Charge): string | null {
  if (take.credits.charged !== null || (take.state !== 'failed' && take.state !== 'cancelled')) return creditsWords(take.credits)
  const words = chargeWords(take)
  return words === 'Nothing' ? 'nothing charged' : 'charge not known'
}

/** What the dialog that deletes a take says: which take it is, and only what goes with it. */
export function deletionWords(take: Pick<TakeView, 'request' | 'video'>): string {
  const goes = take.video ? 'goes, with its saved video, poster and share links' : 'goes; it has no saved video'
  return `“${takeTitle(take)}” ${goes}. What it cost stays in Spend. This cannot be undone.`
}

/** What became of the money; null when there is nothing to say. The sandbox speaks the vendors' words, but nobody pays there. */
export function moneyWords(take: Pick<TakeView, 'state' | 'isSandbox' | 'submittedAt' | 'failureDetails' | 'vendor'>): string | null {
  if (take.state !== 'failed' && take.state !== 'cancelled' && take.state !== 'unconfirmed') return null
  if (take.isSandbox) return 'No money was spent: this was the built-in sandbox.'
  if (take.failureDetails) return take.failureDetails.money
  if (take.submittedAt === null) return 'Nothing was charged.'
  return `Whether ${vendors[take.vendor].name} gives the credits back, your account there says.`
}

/** Short enough for a title or an announcement. */
export function takeTitle(take: Pick<TakeView, 'request'>, most = 60): string {
  return promptTitle(take.request.prompt, most)
}

export function promptTitle(prompt: string | null | undefined, most = 60): string {
  const line = prompt?.trim().replace(/\s+/g, ' ') ?? ''
  if (line === '') return 'Take without a prompt'
  const letters = [...line]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : line
}
