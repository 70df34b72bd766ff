import { MissingPage } from '#components/shell/missing-page.tsx'

export const metadata = { title: 'Not found' }

export default function StudioNotFound() {
  return (
    <MissingPage name="Not found" title="There is nothing here">
      The take was deleted, or it is not yours to see.
    </MissingPage>
  )
}
