import { setQuotaBytes } from '#lib/data/users.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { bytesPerGb } from './upload-room.ts'

export type SetQuotaResult = { ok: true } | { ok: false; code: 'forbidden' | 'not_found'; message: string }

/** How much one person's uploads may take; null leaves it to the installation. What is there already stays, however much it is. */
export async function setQuota(
  context: ServiceContext,
  viewer: UserViewer,
  change: { personId: string; quotaGb: number | null },
): Promise<SetQuotaResult> {
  if (viewer.role !== 'owner') return { ok: false, code: 'forbidden', message: 'Only the owner can set limits.' }
  const bytes = change.quotaGb === null ? null : Math.round(change.quotaGb * bytesPerGb)
  const isSet = await setQuotaBytes(viewer, context.database.client, change.personId, bytes)
  return isSet ? { ok: true } : { ok: false, code: 'not_found', message: 'There is no such person.' }
}
