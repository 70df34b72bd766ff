import type { ReactNode } from 'react'
import { LogoMark } from '#components/shell/logo.tsx'

export interface AccountFrameProps {
  title: string
  description?: ReactNode
  children?: ReactNode
}

/** A page for whoever has no session: one column, nothing else. */
export function AccountFrame({ title, description, children }: AccountFrameProps) {
  return (
    <main className="grid min-h-dvh place-items-center px-5 py-12">
      <div className="flex w-full max-w-[21rem] flex-col gap-7">
        <header className="flex flex-col gap-5">
          <LogoMark className="size-9" />
          <div className="flex flex-col gap-1.5">
            <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
            {description && <div className="text-base text-muted-foreground">{description}</div>}
          </div>
        </header>
        {children}
      </div>
    </main>
  )
}
