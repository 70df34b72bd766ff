import { useCallback } from 'react'
import { TakeTile, type TakeTileProps } from '#components/gallery/take-tile.tsx'
import { TileGrid } from '#components/shell/tile-grid.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface GalleryGridProps extends Omit<TakeTileProps, 'take' | 'isSelected'> {
  /** Names the search. */
  placeKey: string
  takes: readonly TakeView[]
  selectedIds: ReadonlySet<string>
  /** Asked when the end comes near. */
  onNearEnd: () => void
}

export function GalleryGrid({
  placeKey,
  takes,
  selectedIds,
  onNearEnd,
  actions,
  onChange,
  onRemove,
  isSelecting,
  onSelect,
}: GalleryGridProps) {
  const tileOf = useCallback(
    (take: TakeView) => (
      <TakeTile take={take} isSelected={selectedIds.has(take.id)} {...{ actions, onChange, onRemove, isSelecting, onSelect }} />
    ),
    [selectedIds, actions, onChange, onRemove, isSelecting, onSelect],
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
