import { useCallback } from 'react'
import { TakeTile, type TakeTileProps } from '#components/gallery/take-tile.tsx'
import { TileGrid } from '#components/shell/tile-grid.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface GalleryGridProps extends Omit<TakeTileProps, 'take'> {
  /** Names the search. */
  placeKey: string
  takes: readonly TakeView[]
  /** Asked when the end comes near. */
  onNearEnd: () => void
}

export function GalleryGrid({ placeKey, takes, onNearEnd, actions, onChange, onRemove }: GalleryGridProps) {
  const tileOf = useCallback(
    (take: TakeView) => <TakeTile take={take} actions={actions} onChange={onChange} onRemove={onRemove} />,
    [actions, onChange, onRemove],
  )
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
