import type { ReactNode } from 'react'
import { PageTitle } from '#components/shell/page-title.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

/** What stands in the studio where there is no page for this person. `name` is the page's for who does not see it. */
export function MissingPage({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  return (
    <div className="grid min-h-full place-items-center">
      <PageTitle className="sr-only">{name}</PageTitle>
      <EmptyState
        title={title}
        action={
          <ButtonLink href="/gallery" variant="primary">
            Go to the gallery
          </ButtonLink>
        }
      >
        {children}
      </EmptyState>
    </div>
  )
}
