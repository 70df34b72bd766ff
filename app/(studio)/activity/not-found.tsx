import { MissingPage } from '#components/shell/missing-page.tsx'

export const metadata = { title: 'Activity' }

export default function ActivityNotFound() {
  return (
    <MissingPage name="Activity" title="This page is the owner’s">
      What everybody’s takes and the vendors are doing is shown to the owner of this installation. Your own takes are in the gallery.
    </MissingPage>
  )
}
