import type { ReactNode } from 'react'
import { PageTitle } from '#components/shell/page-title.tsx'
import { cn } from '#components/ui/cn.ts'

export interface PageHeaderProps {
  title: string
  description?: ReactNode
  /** Buttons or filters at the end of the line. */
  actions?: ReactNode
  className?: string
}

/** The one h1 of a page. */
export function PageHeader({ title, description, actions, className }: PageHeaderProps) {
  return (
    <header className={cn('flex flex-wrap items-end justify-between gap-x-6 gap-y-3', className)}>
      <div className="flex flex-col gap-1">
        <PageTitle className="font-semibold text-xl">{title}</PageTitle>
        {description && <p className="text-muted-foreground text-sm">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  )
}

/** The measure and padding of a page that is not two panes. */
export function Page({ width = 'wide', className, children }: { width?: 'wide' | 'text'; className?: string; children: ReactNode }) {
  return (
    <div
      className={cn(
        'mx-auto flex w-full flex-col gap-6 px-4 py-6 md:px-8 md:py-8',
        width === 'wide' ? 'max-w-[1400px]' : 'max-w-3xl',
        className,
      )}
    >
      {children}
    </div>
  )
}
