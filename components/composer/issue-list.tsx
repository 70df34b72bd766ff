'use client'

import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'

const mostShown = 3

export function FixButton({ fix, onFix }: { fix: Fix; onFix: (fix: Fix) => void }) {
  return (
    <Button size="xs" variant="outline" className="h-5.5 max-w-full font-normal" onClick={() => onFix(fix)}>
      <span className="truncate">{fix.label}</span>
    </Button>
  )
}

/** The messages of one field, each with the change that would make it fit. */
export function IssueList({ issues, onFix, className }: { issues: readonly Issue[]; onFix: (fix: Fix) => void; className?: string }) {
  const shown = issues.slice(0, mostShown)
  return (
    <ul className={cn('flex flex-col gap-1.5', className)}>
      {shown.map((issue) => {
        const { fix, otherFix } = issue
        return (
          <li
            key={`${issue.code} ${issue.index ?? ''} ${issue.message}`}
            className={cn(
              'flex flex-wrap items-center gap-x-2 gap-y-1 text-xs',
              issue.severity === 'error' ? 'text-danger' : 'text-warning',
            )}
          >
            <span className="min-w-0 break-words">{issue.message}</span>
            {fix && <FixButton fix={fix} onFix={onFix} />}
            {otherFix && <FixButton fix={otherFix} onFix={onFix} />}
          </li>
        )
      })}
    </ul>
  )
}
