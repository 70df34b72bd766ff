import type { VendorId } from '#lib/generation/request.ts'
import type { Client } from './database.ts'

/** What a vendor said is left. The vendor's word and nobody's wish, so it asks for no viewer. */
export async function recordBalance(client: Client, vendor: VendorId, available: number, at: Date): Promise<void> {
  const balance = { balance: available, balanceAt: at }
  await client.vendorConnection.upsert({ where: { vendor }, create: { vendor, ...balance }, update: balance })
}

/** True while takes of anybody are under way there, so that what is left may change by itself. */
export async function isSpending(client: Client, vendor: VendorId): Promise<boolean> {
  const live = await client.task.findFirst({
    where: { vendor, state: { in: ['queued', 'submitting', 'running'] } },
    select: { id: true },
  })
  return live !== null
}
