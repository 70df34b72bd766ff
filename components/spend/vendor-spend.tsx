import Link from 'next/link'
import { MonthTable } from '#components/spend/month-table.tsx'
import { addSpend, creditAmount, takesWords, untoldWords } from '#components/spend/spend-words.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Card } from '#components/ui/card.tsx'
import { cn } from '#components/ui/cn.ts'
import type { VendorId } from '#lib/generation/request.ts'
import type { SpendRow } from '#lib/generation/spend-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface VendorSpendProps {
  vendor: VendorId
  isSandbox: boolean
  /** Newest month first. */
  rows: readonly SpendRow[]
}

/** What one vendor's account was used for, in all and by month. */
export function VendorSpend({ vendor, isSandbox, rows }: VendorSpendProps) {
  const { name } = vendors[vendor]
  const total = addSpend(rows)
  const untold = total.takes - total.credits.chargedTakes
  const other = total.takes - total.succeeded - total.failed - total.cancelled
  const counts = [
    takesWords(total),
    `${total.succeeded.toLocaleString('en')}\u00a0ready`,
    `${total.failed.toLocaleString('en')}\u00a0failed`,
    ...(total.cancelled > 0 ? [`${total.cancelled.toLocaleString('en')}\u00a0cancelled`] : []),
    ...(other > 0 ? [`${other.toLocaleString('en')}\u00a0open`] : []),
  ]
  return (
    <Card className="flex min-w-0 flex-col gap-3 p-4">
      <header className="flex items-start justify-between gap-4">
        <div className="flex flex-col gap-0.5">
          <h3 className="flex items-center gap-2 font-medium text-base">
            {total.deleted < total.takes ? (
              <Link href={`/gallery?vendor=${vendor}`} className="rounded-sm underline-offset-4 hover:underline">
                {name}
              </Link>
            ) : (
              name
            )}
            {isSandbox && <Badge tone="outline">Sandbox</Badge>}
          </h3>
          <p className="text-muted-foreground text-xs tabular-nums">{counts.join('\u00a0· ')}</p>
        </div>
        <p className="flex min-w-24 flex-col items-end text-right">
          <span className={cn('font-semibold text-xl tabular-nums tracking-tight', isSandbox && 'text-muted-foreground')}>
            {creditAmount(total.credits.charged)}
          </span>
          <span className="text-muted-foreground text-xs">{isSandbox ? 'sandbox credits' : `${name} credits`} charged</span>
        </p>
      </header>
      <MonthTable caption={isSandbox ? `${name} on the sandbox by month` : `${name} by month`} isSandbox={isSandbox} rows={rows} />
      {untold > 0 && (
        <p className="text-muted-foreground text-xs">{untoldWords(name, untold, total.failed + total.cancelled, isSandbox)}</p>
      )}
    </Card>
  )
}
