import { LoadingTiles } from '#components/shell/loading-tiles.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'

export default function ReferencesLoading() {
  return (
    <Page>
      {/* The line that will tell how much room is taken. */}
      <PageHeader title="References" description={'\u00a0'} />
      <LoadingTiles smallestTilePx={176} pictureClassName="aspect-[4/3] rounded-lg" />
    </Page>
  )
}
