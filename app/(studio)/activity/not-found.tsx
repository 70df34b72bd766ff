import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export const metadata = { title: 'Activity' }

export default function ActivityNotFound() {
  return (
    <div className="grid min-h-full place-items-center">
      <h1 className="sr-only">Activity</h1>
      <EmptyState
        title="This page is the owner’s"
        action={
          <ButtonLink href="/gallery" variant="primary">
            Go to the gallery
          </ButtonLink>
        }
      >
        What everybody’s takes and the vendors are doing is shown to the owner of this installation. Your own takes are in the gallery.
      </EmptyState>
    </div>
  )
}
