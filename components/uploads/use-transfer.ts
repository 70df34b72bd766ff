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

/** The still that the browser made of it. */
export function useTransferPicture(key: string | undefined): string | null {
  return useSyncExternalStore(
    transfers.subscribe,
    () => transfers.find(key)?.picture ?? null,
    () => null,
  )
}
