import type { ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface Fact {
  name: string
  value: ReactNode
}

/** Names at the left, values at the right, one line each. */
export function FactList({ facts, className }: { facts: readonly Fact[]; className?: string }) {
  return (
    <dl className={cn('grid grid-cols-[minmax(6.5rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm', className)}>
      {facts.map((fact) => (
        <div key={fact.name} className="contents">
          <dt className="text-muted-foreground">{fact.name}</dt>
          <dd className="min-w-0 break-words tabular-nums">{fact.value}</dd>
        </div>
      ))}
    </dl>
  )
}
