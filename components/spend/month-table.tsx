'use client'

import { useState } from 'react'
import { creditAmount, monthInWords } from '#components/spend/spend-words.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { SpendRow } from '#lib/generation/spend-view.ts'

const monthsAtFirst = 12

export interface MonthTableProps {
  caption: string
  isSandbox: boolean
  /** Newest month first. */
  rows: readonly SpendRow[]
}

/** The months of one vendor, a year of them at first; the bar shows a month's share of the dearest one. */
export function MonthTable({ caption, isSandbox, rows }: MonthTableProps) {
  const [isWhole, setIsWhole] = useState(false)
  const shown = isWhole ? rows : rows.slice(0, monthsAtFirst)
  const earlier = rows.length - monthsAtFirst
  const dearest = Math.max(...rows.map((row) => row.credits.charged ?? 0))
  return (
    <>
      <div className="-mx-4 overflow-x-auto px-4">
        <table className="w-full text-sm tabular-nums">
          <caption className="sr-only">{caption}</caption>
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
            {shown.map((row) => (
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
      {earlier > 0 && (
        <Button variant="ghost" size="sm" className="-ml-2.5 self-start" onClick={() => setIsWhole(!isWhole)}>
          {isWhole ? 'Show fewer months' : `Show ${earlier} earlier ${earlier === 1 ? 'month' : 'months'}`}
        </Button>
      )}
    </>
  )
}
