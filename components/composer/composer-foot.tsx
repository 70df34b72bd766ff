'use client'

import { Check } from 'lucide-react'
import { useEffect, useState } from 'react'
import { creditWords, otherPriceWords, type Price, priceWords, shortfallWords } from '#components/composer/price-words.ts'
import { Button } from '#components/ui/button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import type { Issue } from '#lib/generation/issue.ts'

export interface ComposerFootProps {
  price: Price
  /** What the vendor's account can spend, where it can be asked. */
  available: number | null
  isSandbox: boolean
  isBusy: boolean
  /** This very request was accepted a moment ago, and Generate rests. */
  isSent: boolean
  problemCount: number
  /** What is wrong with the request as a whole, and so has no field to stand at. */
  requestIssues: readonly Issue[]
  /** Files that Generate waits for, in words. */
  onTheirWay: string | null
  notice: string | null
}

/** Always in sight: what it costs, what stands in the way, and the button. */
export function ComposerFoot(props: ComposerFootProps) {
  const { price, available, isSandbox, isBusy, isSent, problemCount, requestIssues, onTheirWay, notice } = props
  const [modifier, setModifier] = useState('Ctrl')
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) setModifier('⌘')
  }, [])
  const problems = problemCount === 0 ? null : problemCount === 1 ? '1 problem to fix first' : `${problemCount} problems to fix first`
  const shortfall = shortfallWords(price, available)
  const other = otherPriceWords(price)
  const payer = isSandbox ? 'Sandbox: no money is spent' : 'Charged by the vendor'
  return (
    <div className="sticky bottom-0 z-10 flex shrink-0 flex-col gap-2 border-border border-t bg-background px-4 py-3 max-md:-bottom-px md:px-5">
      <div role="alert" className="flex flex-col gap-1 text-danger text-xs empty:hidden">
        {notice && <p>{notice}</p>}
        {requestIssues.map((issue) => (
          <p key={issue.message}>{issue.message}</p>
        ))}
      </div>
      <div className="flex items-center gap-3">
        <div className="flex min-w-0 flex-1 flex-col">
          <p id="composer-price" className="text-balance font-medium text-sm tabular-nums first-letter:uppercase">
            {priceWords(price)}
            {other && <span className="font-normal text-faint-foreground text-xs"> · {other}</span>}
            {available !== null && !shortfall && (
              <span className="font-normal text-faint-foreground text-xs"> of {creditWords(available)} left</span>
            )}
          </p>
          <p role="status" className="text-balance text-xs">
            {isSent ? (
              <span className="text-muted-foreground">Your take is ordered. Generate again makes another one.</span>
            ) : problems ? (
              <span className="text-danger">{problems}</span>
            ) : onTheirWay ? (
              <span className="text-warning">{onTheirWay}</span>
            ) : shortfall ? (
              <span className="text-warning">{shortfall}</span>
            ) : (
              <span className="text-faint-foreground">{payer}</span>
            )}
          </p>
        </div>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          isBusy={isBusy}
          aria-disabled={isSent || undefined}
          aria-describedby="composer-price"
          className="min-w-34"
        >
          Generate
          {isSent ? (
            <Check aria-hidden />
          ) : (
            <Kbd className="max-md:hidden" aria-hidden>
              {modifier} ↵
            </Kbd>
          )}
        </Button>
      </div>
    </div>
  )
}
