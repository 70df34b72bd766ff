import { tileColumns } from '#components/shell/tile-columns.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'

/** Stands for a `TileGrid` on its way. */
export function LoadingTiles({ smallestTilePx, pictureClassName }: { smallestTilePx: number; pictureClassName: string }) {
  return (
    <div {...tileColumns(smallestTilePx)}>
      {Array.from({ length: 12 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: twelve of the same
        <div key={index} className="flex flex-col gap-2">
          <Skeleton className={pictureClassName} />
          <Skeleton className="h-3.5 w-4/5" />
          <Skeleton className="h-3 w-1/2" />
        </div>
      ))}
    </div>
  )
}
