'use client'

import { useSyncExternalStore } from 'react'
import type { Transfer } from './transfer-queue.ts'
import { transfers } from './transfers.ts'

/** The file of this key as it is on its way, or null. Only who asks is drawn again while it moves. */
export function useTransfer(key: string | undefined): Transfer | null {
  return useSyncExternalStore(
    transfers.subscribe,
    () => transfers.find(key),
    () => null,
  )
}
