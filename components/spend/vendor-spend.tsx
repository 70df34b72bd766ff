import Link from 'next/link'
import { addSpend, creditAmount, monthInWords, takesWords, untoldWords } from '#components/spend/spend-words.ts'
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

/** One vendor's months; the bar shows a month's share of this vendor's dearest one. */
export function VendorSpend({ vendor, isSandbox, rows }: VendorSpendProps) {
  const { name } = vendors[vendor]
  const total = addSpend(rows)
  const dearest = Math.max(...rows.map((row) => row.credits.charged ?? 0))
  const untold = total.takes - total.credits.chargedTakes
  const other = total.takes - total.succeeded - total.failed - total.cancelled
  const counts = [
    takesWords(total),
    `${total.succeeded.toLocaleString('en')} ready`,
    `${total.failed.toLocaleString('en')} failed`,
    ...(total.cancelled > 0 ? [`${total.cancelled.toLocaleString('en')} cancelled`] : []),
    ...(other > 0 ? [`${other.toLocaleString('en')} open`] : []),
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
          <p className="text-muted-foreground text-xs tabular-nums">{counts.join(' · ')}</p>
        </div>
        <p className="flex flex-col items-end">
          <span className={cn('font-semibold text-xl tabular-nums tracking-tight', isSandbox && 'text-muted-foreground')}>
            {creditAmount(total.credits.charged)}
          </span>
          <span className="text-muted-foreground text-xs">{isSandbox ? 'sandbox credits' : `${name} credits`} charged</span>
        </p>
      </header>
      <div className="-mx-4 overflow-x-auto px-4">
        <table className="w-full text-sm tabular-nums">
          <caption className="sr-only">
            {name}
            {isSandbox && ' on the sandbox'} by month
          </caption>
          <thead>
            <tr className="text-muted-foreground text-xs [&>th]:border-border [&>th]:border-b [&>th]:py-1.5 [&>th]:font-medium">
              <th scope="col" className="text-left">
                Month
              </th>
              <th scope="col" className="pl-3 text-right">
                Takes
              </th>
              <th scope="col" className="pl-3 text-right">
                Ready
              </th>
              <th scope="col" className="pl-3 text-right">
                Failed
              </th>
              <th scope="col" className="pl-3 text-right">
                Quoted
              </th>
              <th scope="col" className="pl-3 text-right">
                Charged
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.month} className="[&>td]:py-1.5 [&>th]:py-1.5">
                <th scope="row" className="whitespace-nowrap text-left font-normal">
                  {monthInWords(row.month)}
                </th>
                <td className="pl-3 text-right">{row.takes.toLocaleString('en')}</td>
                <td className="pl-3 text-right">{row.succeeded.toLocaleString('en')}</td>
                <td className={cn('pl-3 text-right', row.failed === 0 && 'text-muted-foreground')}>{row.failed.toLocaleString('en')}</td>
                <td className="pl-3 text-right text-muted-foreground">{creditAmount(row.credits.quoted)}</td>
                <td className="relative pl-3 text-right font-medium">
                  {rows.length > 1 && dearest > 0 && row.credits.charged !== null && (
                    <span
                      aria-hidden
                      className={cn('absolute right-0 bottom-0 h-0.5 rounded-full', isSandbox ? 'bg-border-strong' : 'bg-accent')}
                      style={{ width: `${(row.credits.charged / dearest) * 3.5}rem` }}
                    />
                  )}
                  {creditAmount(row.credits.charged)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {untold > 0 && <p className="text-muted-foreground text-xs">{untoldWords(name, untold, total.failed + total.cancelled)}</p>}
    </Card>
  )
}
