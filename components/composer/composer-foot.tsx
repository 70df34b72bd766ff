'use client'

import { useEffect, useState } from 'react'
import { priceWords } from '#components/composer/vendor-rows.tsx'
import { Button } from '#components/ui/button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import type { Issue } from '#lib/generation/issue.ts'
import type { Credits } from '#lib/vendors/vendor.ts'

export interface ComposerFootProps {
  quote: Credits | null
  isSandbox: boolean
  isBusy: boolean
  problemCount: number
  /** What is wrong with the request as a whole, and so has no field to stand at. */
  requestIssues: readonly Issue[]
  notice: string | null
}

/** Always in sight: what it costs, what stands in the way, and the button. */
export function ComposerFoot({ quote, isSandbox, isBusy, problemCount, requestIssues, notice }: ComposerFootProps) {
  const [modifier, setModifier] = useState('Ctrl')
  useEffect(() => {
    if (/Mac|iPhone|iPad/.test(navigator.platform)) setModifier('⌘')
  }, [])
  const problems = problemCount === 0 ? null : problemCount === 1 ? '1 problem to fix first' : `${problemCount} problems to fix first`
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
          <p id="composer-price" className="truncate font-medium text-sm tabular-nums first-letter:uppercase">
            {priceWords(quote)}
          </p>
          <p role="status" className="truncate text-xs">
            {problems ? (
              <span className="text-danger">{problems}</span>
            ) : (
              <span className="text-faint-foreground">{isSandbox ? 'Sandbox: no money is spent' : 'Charged by the vendor'}</span>
            )}
          </p>
        </div>
        <Button type="submit" variant="primary" size="lg" isBusy={isBusy} aria-describedby="composer-price" className="min-w-34">
          Generate
          <Kbd className="max-md:hidden" aria-hidden>
            {modifier} ↵
          </Kbd>
        </Button>
      </div>
    </div>
  )
}
