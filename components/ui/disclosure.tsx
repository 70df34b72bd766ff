import { ChevronRight } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#components/ui/cn.ts'

export interface DisclosureProps extends Omit<ComponentProps<'details'>, 'summary'> {
  summary: ReactNode
  /** Quiet words at the end of the summary's line. */
  aside?: ReactNode
}

export function Disclosure({ summary, aside, className, children, ...props }: DisclosureProps) {
  return (
    <details className={cn('group', className)} {...props}>
      <summary className="flex h-8 items-center gap-1.5 rounded-md font-medium text-muted-foreground text-xs transition-colors hover:text-foreground">
        <ChevronRight aria-hidden className="size-3.5 transition-transform duration-150 group-open:rotate-90" />
        {summary}
        {aside && <span className="ml-auto font-normal text-faint-foreground">{aside}</span>}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  )
}
