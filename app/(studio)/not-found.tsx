import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export const metadata = { title: 'Not found' }

export default function StudioNotFound() {
  return (
    <div className="grid min-h-full place-items-center">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        title="There is nothing here"
        action={
          <ButtonLink href="/gallery" variant="primary">
            Go to the gallery
          </ButtonLink>
        }
      >
        The take was deleted, or it is not yours to see.
      </EmptyState>
    </div>
  )
}
