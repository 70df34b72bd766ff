import { expect } from 'vitest'
import type { VendorId } from '#lib/generation/request.ts'
import type { LedgerEntry, Sandbox } from '#lib/sandbox/sandbox.ts'

/** How many creates a vendor took, and whether it kept the money. */
export type LedgerEnd = 'none' | 'kept' | 'given back'

/** What a vendor remembers of a prompt. */
export async function listCreates(sandbox: Sandbox, vendor: VendorId, prompt: string): Promise<LedgerEntry[]> {
  return (await sandbox.ledger()).filter((entry) => entry.vendor === vendor && entry.prompt === prompt)
}

export async function requireLedgerEntry(sandbox: Sandbox | null, prompt: string): Promise<LedgerEntry> {
  const entry = (await sandbox?.ledger())?.find((one) => one.prompt === prompt)
  if (!entry) throw new Error(`the sandbox took no “${prompt}”`)
  return entry
}

export function expectLedger(entries: readonly LedgerEntry[], expected: LedgerEnd): void {
  expect(entries.map(({ isRefunded }) => (isRefunded ? 'given back' : 'kept'))).toEqual(expected === 'none' ? [] : [expected])
  for (const entry of entries) expect(entry.creditsCharged).toBeGreaterThan(0)
}
