import { LoadingTiles } from '#components/shell/loading-tiles.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'

export default function GalleryLoading() {
  return (
    <Page>
      <PageHeader title="Gallery" />
      <LoadingTiles smallestTilePx={232} pictureClassName="aspect-video rounded-lg" />
    </Page>
  )
}
