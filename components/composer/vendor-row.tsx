'use client'

import { Check, ChevronDown, Minus, TriangleAlert, X } from 'lucide-react'
import { memo, useId, useState } from 'react'
import { creditWords, otherPriceWords, type Price, priceWords, shortfallWords } from '#components/composer/price-words.ts'
import { type Standing, switchDetails, switchWords } from '#components/composer/vendor-standing.ts'
import { waitWords } from '#components/composer/wait-words.ts'
import { Badge, type BadgeTone } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Fix } from '#lib/generation/issue.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import type { Vendor } from '#lib/vendors/vendor.ts'

const stateIcons = {
  fits: <Check aria-hidden className="size-3.5 shrink-0 text-success" />,
  open: <Minus aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />,
  refuses: <X aria-hidden className="size-3.5 shrink-0 text-faint-foreground" />,
}
const stateWords = { fits: 'can run this.', open: 'waits for the rest of the request.', refuses: 'cannot run this.' }

const connectionBadges: Record<ConnectionView['state'], { words: string; tone: BadgeTone }> = {
  live: { words: 'Live', tone: 'success' },
  sandbox: { words: 'Sandbox', tone: 'outline' },
  off: { words: 'Off', tone: 'outline' },
}

export interface VendorRowProps {
  vendor: Vendor
  /** The chosen vendor's name: a change made without switching stays with it. */
  currentName: string
  isCurrent: boolean
  state: ConnectionView['state'] | null
  standing: Standing
  price: Price
  waitSeconds: number | null
  available: number | null
  /** Why takes sent there would wait, as a sentence; null when the vendor answers. */
  trouble: string | null
  onSwitch: (vendor: VendorId) => void
  onFix: (vendor: VendorId, fix: Fix) => void
  onFit: (vendor: VendorId) => void
}

export const VendorRow = memo(function VendorRow(props: VendorRowProps) {
  const { vendor, isCurrent, state, standing, price, waitSeconds, available, trouble, onSwitch } = props
  const badge = state && connectionBadges[state]
  const shortfall = shortfallWords(price, available)
  const facts = [
    priceWords(price),
    otherPriceWords(price),
    waitSeconds === null ? null : waitWords(waitSeconds),
    available === null || shortfall !== null ? null : `${creditWords(available)} left`,
  ].filter((fact) => fact !== null)
  return (
    <li className={cn('flex flex-col gap-0.5 px-2.5 py-1.5', isCurrent && 'bg-hover')}>
      <div className="flex min-h-6 items-center gap-2">
        {stateIcons[standing.state]}
        <span className={cn('font-medium text-xs', standing.state === 'refuses' && 'text-muted-foreground')}>{vendor.name}</span>
        <span className="sr-only">{stateWords[standing.state]}</span>
        {badge && (
          <Badge tone={badge.tone} className="h-4.5 font-normal">
            {badge.words}
          </Badge>
        )}
        {isCurrent ? (
          <span className="ml-auto px-2 text-muted-foreground text-xs">Chosen</span>
        ) : (
          <Button size="xs" variant="ghost" className="ml-auto" onClick={() => onSwitch(vendor.id)}>
            Switch<span className="sr-only"> to {vendor.name}</span>
          </Button>
        )}
      </div>
      <p className="pl-5.5 text-faint-foreground text-xs tabular-nums">{facts.join(' · ')}</p>
      {trouble && (
        <p className="flex items-start gap-1.5 pl-5.5 text-warning text-xs">
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          {trouble}
        </p>
      )}
      {shortfall && (
        <p className="flex items-start gap-1.5 pl-5.5 text-warning text-xs">
          <TriangleAlert aria-hidden className="mt-0.5 size-3 shrink-0" />
          {shortfall}
        </p>
      )}
      <Reasons {...props} />
    </li>
  )
})

/** The first reason in sight, the others on demand; one press makes the request fit and goes there. */
function Reasons({ vendor, currentName, isCurrent, standing, onFix, onFit }: VendorRowProps) {
  const [isOpen, setIsOpen] = useState(false)
  const listId = useId()
  const detailsId = useId()
  const { reasons } = standing
  const [first] = reasons
  if (!first) return null
  const moveWords = isCurrent ? null : switchWords(standing)
  const details = moveWords && switchDetails(standing)
  const staysHere = reasons.some((reason) => reason.fix && !reason.isOfferedAbove && !isMove(reason.fix))
  return (
    <div className="flex flex-col gap-1 pb-1 pl-5.5 text-muted-foreground text-xs">
      {!isOpen && <p>{first.message}</p>}
      {isOpen && (
        <ol id={listId} className="flex flex-col gap-1.5">
          {reasons.map(({ message, fix, isOfferedAbove }) => (
            <li key={message} className="flex flex-wrap items-center gap-x-2 gap-y-1">
              <span className="min-w-0">{message}</span>
              {fix && !isOfferedAbove && (
                <Button size="xs" variant="outline" className="h-5.5 max-w-full font-normal" onClick={() => onFix(vendor.id, fix)}>
                  <span className="truncate">{fixWords(fix)}</span>
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
      {isOpen && staysHere && <p className="text-faint-foreground">Each of these changes the request and stays with {currentName}.</p>}
      {details && (
        <p id={detailsId} className="text-faint-foreground">
          {details}
        </p>
      )}
      {(moveWords || reasons.length > 1) && (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {moveWords && (
            <Button
              size="xs"
              variant="outline"
              className="h-5.5 max-w-full font-normal"
              aria-describedby={details ? detailsId : undefined}
              onClick={() => onFit(vendor.id)}
            >
              <span className="truncate">{moveWords}</span>
              <span className="sr-only"> to {vendor.name}</span>
            </Button>
          )}
          {reasons.length > 1 && (
            <Button
              size="xs"
              variant="ghost"
              className="h-5.5 px-1.5 font-normal first:-ml-1.5"
              aria-expanded={isOpen}
              aria-controls={isOpen ? listId : undefined}
              onClick={() => setIsOpen(!isOpen)}
            >
              {isOpen ? 'First reason only' : `All ${reasons.length} reasons`}
              <span className="sr-only"> at {vendor.name}</span>
              <ChevronDown aria-hidden className={cn('transition-transform duration-150', isOpen && 'rotate-180')} />
            </Button>
          )}
        </div>
      )}
    </div>
  )
}

/** A model's id means something at its own vendor only, so such a change goes there. */
export function isMove(fix: Fix): boolean {
  return fix.set?.model !== undefined || fix.set?.vendor !== undefined
}

function fixWords(fix: Fix): string {
  return isMove(fix) ? `${fix.label} and switch` : fix.label
}
