'use client'

import { Check, X } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Fix } from '#lib/generation/issue.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendorList } from '#lib/vendors/registry.ts'
import type { Verdict } from '#lib/vendors/translate.ts'
import type { Credits } from '#lib/vendors/vendor.ts'

export interface VendorRowsProps {
  current: VendorId
  /** Null while the request cannot be read at all. */
  verdicts: Readonly<Record<VendorId, Verdict>> | null
  connections: readonly ConnectionView[]
  onSwitch: (vendor: VendorId) => void
  onFix: (vendor: VendorId, fix: Fix) => void
}

/** Where the request as it stands would run, for how much, and the one reason why not. */
export function VendorRows({ current, verdicts, connections, onSwitch, onFix }: VendorRowsProps) {
  return (
    <section aria-labelledby="where-title" className="flex flex-col gap-1.5">
      <h2 id="where-title" className="font-medium text-muted-foreground text-xs">
        Where can this run?
      </h2>
      <ul className="divide-y divide-border overflow-hidden rounded-lg border border-border">
        {vendorList.map((vendor) => {
          const connection = connections.find((one) => one.vendor === vendor.id)
          const verdict = verdicts?.[vendor.id]
          const reason =
            connection?.state === 'off' ? connection.reason : verdict?.issues.find((issue) => issue.severity === 'error')?.message
          const fix = connection?.state === 'off' ? undefined : verdict?.issues.find((issue) => issue.severity === 'error')?.fix
          const fits = verdict?.ok === true && connection?.state !== 'off'
          const isCurrent = vendor.id === current
          return (
            <li key={vendor.id} className={cn('flex flex-col gap-1 px-2.5 py-2', isCurrent && 'bg-hover')}>
              <div className="flex min-h-6 items-center gap-2">
                {verdict === undefined ? (
                  <span aria-hidden className="size-3.5" />
                ) : fits ? (
                  <Check aria-hidden className="size-3.5 shrink-0 text-success" />
                ) : (
                  <X aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />
                )}
                <span className="font-medium text-xs">{vendor.name}</span>
                <span className="sr-only">{fits ? 'can run this.' : 'cannot run this.'}</span>
                {connection && connection.state !== 'live' && (
                  <Badge tone="outline" className="h-4.5 font-normal">
                    {connection.state === 'sandbox' ? 'Sandbox' : 'Off'}
                  </Badge>
                )}
                <span className="ml-auto text-muted-foreground text-xs tabular-nums">{priceWords(verdict?.credits ?? null)}</span>
                {isCurrent ? (
                  <span className="w-13 text-right text-faint-foreground text-xs">Chosen</span>
                ) : (
                  <Button size="xs" variant="ghost" className="w-13" onClick={() => onSwitch(vendor.id)}>
                    Switch<span className="sr-only"> to {vendor.name}</span>
                  </Button>
                )}
              </div>
              {!fits && reason && (
                <div className="flex flex-wrap items-center gap-x-2 gap-y-1 pl-5.5 text-muted-foreground text-xs">
                  <span className="min-w-0">{reason}</span>
                  {fix && (
                    <Button size="xs" variant="outline" className="h-5.5 font-normal" onClick={() => onFix(vendor.id, fix)}>
                      {fix.label}
                    </Button>
                  )}
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Credits of two vendors are not the same money, so they are never compared. */
export function priceWords(credits: Credits | null): string {
  if (credits === null) return 'price unknown'
  const words = `${credits.amount.toLocaleString('en')} ${credits.amount === 1 ? 'credit' : 'credits'}`
  return credits.basis === 'history' ? `${words} last time` : words
}
