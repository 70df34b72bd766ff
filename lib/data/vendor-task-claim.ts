import type { VendorId } from '#lib/generation/request.ts'
import type { TransactionClient } from './database.ts'

/**
 * True when no take of anybody has this vendor task, and nobody else can be told so until the transaction ends: without the lock two takes
 * that name the same one would both find it free. Whose it is stays untold, so it asks for no viewer.
 */
export async function claimVendorTask(client: TransactionClient, vendor: VendorId, vendorTaskId: string): Promise<boolean> {
  await client.$executeRaw`SELECT pg_advisory_xact_lock(7262, hashtext(${`${vendor}/${vendorTaskId}`}))`
  return (await client.task.findFirst({ where: { vendor, vendorTaskId }, select: { id: true } })) === null
}
