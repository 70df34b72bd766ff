import { recordDrift } from '#lib/data/drift.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { Drift } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'

/** Keeps what a vendor answered that we did not expect. Never stands in the way of the take: a failure here is only logged. */
export async function noteDrift(context: ServiceContext, vendor: VendorId, drift: readonly Drift[]): Promise<void> {
  if (drift.length === 0) return
  context.log.warn({ vendor, drift }, 'vendor answered something unexpected')
  try {
    await recordDrift(context.database.client, vendor, drift, context.clock())
  } catch (error) {
    context.log.error({ err: error, vendor }, 'drift not recorded')
  }
}
