import type { ShareView } from '#lib/generation/task-view.ts'

export type ShareActionResult = { ok: true; share: ShareView } | { ok: false; message: string }

export interface ShareActions {
  /** `expiresInDays` absent: the link stays until it is revoked. */
  createShare: (input: { taskId: string; expiresInDays?: number }) => Promise<ShareActionResult>
  revokeShare: (id: string) => Promise<ShareActionResult>
}
