'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { ownFetch } from '#components/shell/own-fetch.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { type VendorOutlook, vendorOutlooksSchema } from '#lib/generation/vendor-outlook.ts'

const outlookKey = ['vendor-outlook']
const refreshMs = 60_000

export type Outlooks = Readonly<Partial<Record<VendorId, VendorOutlook>>>
const nothingKnown: Outlooks = {}

async function fetchOutlooks(): Promise<Outlooks> {
  const answer = await ownFetch('/api/vendors/outlook')
  if (!answer.ok) throw new Error(`the outlook answered ${answer.status}`)
  return vendorOutlooksSchema.parse(await answer.json()).vendors
}

/** Past charges, typical waits and balances. Without them the composer works just as well and says "unknown". */
export function useVendorOutlook(): { outlooks: Outlooks; refresh: () => void } {
  const queryClient = useQueryClient()
  const { data } = useQuery({ queryKey: outlookKey, queryFn: fetchOutlooks, staleTime: refreshMs, refetchInterval: refreshMs })
  const refresh = useCallback(() => void queryClient.invalidateQueries({ queryKey: outlookKey }), [queryClient])
  return { outlooks: data ?? nothingKnown, refresh }
}
