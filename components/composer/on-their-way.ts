'use client'

import { useSyncExternalStore } from 'react'
import type { Draft } from '#components/composer/draft.ts'
import { projectDraft } from '#components/composer/project-draft.ts'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import { transfers } from '#components/uploads/transfers.ts'
import { type ListField, listFields } from '#lib/generation/file-kinds.ts'

/** The files of the request that the server does not have yet, in words; null when nothing is missing. */
export function describeOnTheirWay(draft: Draft): string | null {
  const taken: readonly ListField[] = listFields.filter((kind) => draft[kind].some(({ upload }) => isTransferKey(upload)))
  if (taken.length === 0) return null
  const { raw } = projectDraft(draft)
  const missing = taken
    .filter((kind) => raw[kind] !== undefined)
    .flatMap((kind) => draft[kind].filter(({ upload }) => isTransferKey(upload)))
  const stuck = missing.filter(({ upload }) => (transfers.find(upload)?.stage ?? 'failed') === 'failed').length
  if (stuck > 0) return `${files(stuck)} could not be sent: try again, or take ${stuck === 1 ? 'it' : 'them'} out.`
  return missing.length === 0 ? null : `${files(missing.length)} still on ${missing.length === 1 ? 'its' : 'their'} way.`
}

function files(count: number): string {
  return count === 1 ? '1 file' : `${count} files`
}

export function useOnTheirWay(draft: Draft): string | null {
  return useSyncExternalStore(
    transfers.subscribe,
    () => describeOnTheirWay(draft),
    () => null,
  )
}
