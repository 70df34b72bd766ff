import { TakeTile } from '#components/gallery/take-tile.tsx'
import { TileGrid } from '#components/shell/tile-grid.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface GalleryGridProps {
  /** Names the search. */
  placeKey: string
  takes: readonly TakeView[]
  /** Asked when the end comes near. */
  onNearEnd: () => void
}

const tileOf = (take: TakeView) => <TakeTile take={take} />

export function GalleryGrid({ placeKey, takes, onNearEnd }: GalleryGridProps) {
  return (
    <TileGrid
      label="Takes"
      placeKey={`takes/${placeKey}`}
      items={takes}
      renderTile={tileOf}
      smallestTilePx={232}
      pictureAspect={16 / 9}
      captionPx={50}
      onNearEnd={onNearEnd}
    />
  )
}
