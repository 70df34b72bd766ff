import { useSyncExternalStore } from 'react'
import { z } from 'zod'

/** How the browser's session stands to the person for whom this page was rendered: another tab may have ended or replaced it. */
export type AccountStand = 'same' | 'other' | 'signed_out'

let shownTo: string | null = null
let stand: AccountStand = 'same'
let hasSignedOut = false
const listeners = new Set<() => void>()

/** For whom the server has rendered. False: for somebody else than at first, so that what is in memory is not theirs. */
export function beginPage(account: string): boolean {
  shownTo ??= account
  return shownTo === account
}

/** Null until the page has begun. */
export function pageAccount(): string | null {
  return shownTo
}

/** Whose the session is now; null: nobody's. */
export function noteAccount(account: string | null): void {
  if (account === shownTo) hasSignedOut = false
  setStand(account === shownTo ? 'same' : account === null ? 'signed_out' : 'other')
}

/** The person of this page has signed out, here or in another tab. */
export function noteSignOut(): void {
  hasSignedOut = true
}

/** Whoever signed out leaves nothing of theirs in the browser; a session that ended by itself costs no draft. */
export function mayKeep(account: string): boolean {
  return !(hasSignedOut && account === shownTo)
}

/** What an answer of our own server says about it. */
export function noteRefusal(status: number, body: unknown): void {
  const code = (body as { error?: { code?: unknown } } | null | undefined)?.error?.code
  if (status === 401 && code === 'signed_out') setStand('signed_out')
  if (status === 409 && code === 'other_account') setStand('other')
}

const answerSchema = z.object({ account: z.string().nullable() })

/** Looks when something was refused, or may have changed. */
export async function askWhoseSession(): Promise<void> {
  try {
    const answer = await fetch('/api/account')
    if (answer.ok) noteAccount(answerSchema.parse(await answer.json()).account)
  } catch {
    // The next look may succeed, and the server refuses what comes from the wrong page in any case.
  }
}

export function accountStand(): AccountStand {
  return stand
}

export function useAccountStand(): AccountStand {
  return useSyncExternalStore(subscribe, accountStand, () => 'same')
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function setStand(next: AccountStand): void {
  if (next === stand) return
  stand = next
  for (const listener of listeners) listener()
}
