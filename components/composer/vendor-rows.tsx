'use client'

import Link from 'next/link'
import { memo } from 'react'
import { isMissing } from '#components/composer/issue-visibility.ts'
import type { Price } from '#components/composer/price-words.ts'
import type { Outlooks } from '#components/composer/use-vendor-outlook.ts'
import { VendorRow } from '#components/composer/vendor-row.tsx'
import { listStandings, type StandingInput } from '#components/composer/vendor-standing.ts'
import type { Fix } from '#lib/generation/issue.ts'
import type { Mode, VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendorList, vendors } from '#lib/vendors/registry.ts'
import type { SharedReason } from '#lib/vendors/shared-reasons.ts'

export interface VendorRowsProps extends StandingInput {
  mode: Mode
  /** The rules that all five hold against the request; empty while one of them would take it. */
  shared: readonly SharedReason[]
  prices: Readonly<Record<VendorId, Price>>
  outlooks: Outlooks
  /** What the model that would run there typically takes, in seconds; null where nobody knows. */
  waits: Readonly<Record<VendorId, number | null>>
  onSwitch: (vendor: VendorId) => void
  /** Changes the request for a vendor's sake without going there. */
  onFix: (vendor: VendorId, fix: Fix) => void
  /** Makes every change that the vendor asks for, and goes there. */
  onFit: (vendor: VendorId) => void
}

/** Where the request as it stands would run, for how much, how long it takes, and every reason why not. */
export const VendorRows = memo(function VendorRows(props: VendorRowsProps) {
  const { current, mode, verdicts, connections, prices, outlooks, waits, shared, onSwitch, onFix, onFit } = props
  const standings = listStandings(props)
  // What is merely not filled in yet is no rule that stands in the way; its field asks for it.
  const told = shared.filter(({ path }) => !verdicts?.[current].issues.some((issue) => issue.path === path && isMissing(issue)))
  return (
    <section aria-labelledby="where-title" className="flex flex-col gap-2">
      <div className="flex items-baseline justify-between gap-3">
        <h2 id="where-title" className="font-medium text-muted-foreground text-xs">
          Where can this run?
        </h2>
        <Link
          href={`/vendors?mode=${mode}`}
          className="rounded-sm text-faint-foreground text-xs underline-offset-4 hover:text-foreground hover:underline"
        >
          All rules
        </Link>
      </div>
      <div role="status" className="flex flex-col gap-1 text-warning text-xs empty:hidden">
        {told.map((reason) => (
          <p key={reason.path}>{reason.message}</p>
        ))}
      </div>
      <ul className="divide-y divide-border overflow-hidden rounded-lg border border-border">
        {vendorList.map((vendor) => (
          <VendorRow
            key={vendor.id}
            vendor={vendor}
            currentName={vendors[current].name}
            isCurrent={vendor.id === current}
            state={connections.find((one) => one.vendor === vendor.id)?.state ?? null}
            standing={standings[vendor.id]}
            price={prices[vendor.id]}
            waitSeconds={waits[vendor.id]}
            available={outlooks[vendor.id]?.balance?.available ?? null}
            trouble={troubleOf(connections.find((one) => one.vendor === vendor.id) ?? null, outlooks[vendor.id]?.health.message ?? null)}
            onSwitch={onSwitch}
            onFix={onFix}
            onFit={onFit}
          />
        ))}
      </ul>
    </section>
  )
})

/** Why a take sent there may wait or fail, before it is sent: the vendor is down, or its key did not pass the last test. */
function troubleOf(connection: ConnectionView | null, health: string | null): string | null {
  if (health !== null) return health
  if (connection?.health.message) return connection.health.message
  if (connection?.state !== 'live' || connection.lastTest?.ok !== false) return null
  return `The last test failed: ${connection.lastTest.message}`
}
