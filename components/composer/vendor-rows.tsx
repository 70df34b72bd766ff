'use client'

import { Check, Minus, X } from 'lucide-react'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendorList } from '#lib/vendors/registry.ts'
import type { Verdict } from '#lib/vendors/translate.ts'
import type { Credits, Vendor } from '#lib/vendors/vendor.ts'

export interface VendorRowsProps {
  current: VendorId
  /** Null while the request cannot be read at all. */
  verdicts: Readonly<Record<VendorId, Verdict>> | null
  connections: readonly ConnectionView[]
  /** True when the request names files that were uploaded here, which not every vendor can reach. */
  hasUploads: boolean
  /** True for what is merely not filled in yet, and so no reason against anybody. */
  isQuiet: (issue: Issue) => boolean
  onSwitch: (vendor: VendorId) => void
  onFix: (vendor: VendorId, fix: Fix) => void
}

/** Where the request as it stands would run, for how much, and the one reason why not. */
export function VendorRows({ current, verdicts, connections, hasUploads, isQuiet, onSwitch, onFix }: VendorRowsProps) {
  const standings = listStandings({ current, verdicts, connections, hasUploads, isQuiet })
  return (
    <section aria-labelledby="where-title" className="flex flex-col gap-2">
      <h2 id="where-title" className="font-medium text-muted-foreground text-xs">
        Where can this run?
      </h2>
      <ul className="divide-y divide-border overflow-hidden rounded-lg border border-border">
        {vendorList.map((vendor) => {
          const connection = connections.find((one) => one.vendor === vendor.id) ?? null
          return (
            <VendorRow
              key={vendor.id}
              vendor={vendor}
              isCurrent={vendor.id === current}
              connection={connection}
              standing={standings[vendor.id]}
              credits={verdicts?.[vendor.id].credits ?? null}
              onSwitch={() => onSwitch(vendor.id)}
              onFix={(fix) => onFix(vendor.id, fix)}
            />
          )
        })}
      </ul>
    </section>
  )
}

interface Standing {
  /** `open`: nothing speaks against it, and something is still missing. */
  state: 'fits' | 'open' | 'refuses'
  reason: string | null
  fix: Fix | null
}

function listStandings({
  current,
  verdicts,
  connections,
  hasUploads,
  isQuiet,
}: Omit<VendorRowsProps, 'onSwitch' | 'onFix'>): Record<VendorId, Standing> {
  const own = verdicts?.[current].issues.filter((issue) => issue.severity === 'error' && !isQuiet(issue)) ?? []
  const offered = new Set(own.map((issue) => issue.fix?.label))
  const standing = (vendor: VendorId): Standing => {
    const connection = connections.find((one) => one.vendor === vendor) ?? null
    const found = standingOf(verdicts?.[vendor] ?? null, connection, hasUploads, isQuiet)
    // The chosen vendor's reasons stand at their fields already, each with its fix; the others need not offer the same again.
    if (vendor === current && own.length > 0) {
      return { ...found, reason: own.length === 1 ? 'One thing to change above.' : `${own.length} things to change above.`, fix: null }
    }
    return offered.has(found.fix?.label) ? { ...found, fix: null } : found
  }
  return {
    loova: standing('loova'),
    outai: standing('outai'),
    seedance2ai: standing('seedance2ai'),
    uniall: standing('uniall'),
    seedance2ink: standing('seedance2ink'),
  }
}

function standingOf(
  verdict: Verdict | null,
  connection: ConnectionView | null,
  hasUploads: boolean,
  isQuiet: (issue: Issue) => boolean,
): Standing {
  if (connection?.state === 'off') return { state: 'refuses', reason: connection.reason, fix: null }
  if (hasUploads && connection?.acceptsUploads === false) {
    return { state: 'refuses', reason: `${connection.name} cannot reach files uploaded here.`, fix: null }
  }
  if (verdict === null) return { state: 'open', reason: null, fix: null }
  if (verdict.ok) return { state: 'fits', reason: null, fix: null }
  const first = verdict.issues.find((issue) => issue.severity === 'error' && !isQuiet(issue))
  if (!first) return { state: 'open', reason: null, fix: null }
  return { state: 'refuses', reason: first.message, fix: first.fix ?? null }
}

const stateIcons = {
  fits: <Check aria-hidden className="size-3.5 shrink-0 text-success" />,
  open: <Minus aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />,
  refuses: <X aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />,
}
const stateWords = { fits: 'can run this.', open: 'waits for the rest of the request.', refuses: 'cannot run this.' }

interface VendorRowProps {
  vendor: Vendor
  isCurrent: boolean
  connection: ConnectionView | null
  standing: Standing
  credits: Credits | null
  onSwitch: () => void
  onFix: (fix: Fix) => void
}

function VendorRow({ vendor, isCurrent, connection, standing, credits, onSwitch, onFix }: VendorRowProps) {
  const { state, reason, fix } = standing
  return (
    <li className={cn('flex flex-col gap-1 px-2.5 py-1.5', isCurrent && 'bg-hover')}>
      <div className="flex min-h-6 items-center gap-2">
        {stateIcons[state]}
        <span className={cn('font-medium text-xs', state === 'refuses' && 'text-muted-foreground')}>{vendor.name}</span>
        <span className="sr-only">{stateWords[state]}</span>
        {connection && connection.state !== 'live' && (
          <Badge tone="outline" className="h-4.5 font-normal">
            {connection.state === 'sandbox' ? 'Sandbox' : 'Off'}
          </Badge>
        )}
        <span className="ml-auto truncate text-faint-foreground text-xs tabular-nums">{priceWords(credits)}</span>
        {isCurrent ? (
          <span className="w-14 px-2 text-right text-muted-foreground text-xs">Chosen</span>
        ) : (
          <Button size="xs" variant="ghost" className="w-14 justify-end" onClick={onSwitch}>
            Switch<span className="sr-only"> to {vendor.name}</span>
          </Button>
        )}
      </div>
      {reason !== null && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 pb-1 pl-5.5 text-muted-foreground text-xs">
          <span className="min-w-0">{reason}</span>
          {fix && (
            <Button size="xs" variant="outline" className="h-5.5 font-normal" onClick={() => onFix(fix)}>
              {fix.label}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

/** Credits of two vendors are not the same money, so they are never compared. */
export function priceWords(credits: Credits | null): string {
  if (credits === null) return 'price unknown'
  const words = `${credits.amount.toLocaleString('en')} ${credits.amount === 1 ? 'credit' : 'credits'}`
  return credits.basis === 'history' ? `${words} last time` : words
}
