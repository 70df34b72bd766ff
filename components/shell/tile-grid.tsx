'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { tileColumns } from '#components/shell/tile-columns.ts'

const gapPx = 20
const narrowGapPx = 12
const rowGapPx = 26
/** Below this width of the grid, two columns. */
const narrowPx = 520
/** Of the page's own scroller, by the shell. */
const scrollerId = 'main'

/** Where the reader was, per search, so that "back" from a take finds the same place. */
const keptPlaces = new Map<string, number>()

export interface TileGridProps<Item extends { id: string }> {
  label: string
  /** Names the search. */
  placeKey: string
  items: readonly Item[]
  renderTile: (item: Item) => ReactNode
  smallestTilePx: number
  /** width / height of a tile's picture. */
  pictureAspect: number
  /** Of the lines under the picture. */
  captionPx: number
  /** Asked when the end comes near. */
  onNearEnd: () => void
}

interface Shape {
  width: number
  /** Height of what stands above the grid in the scroller. */
  top: number
}

/** Only the rows in sight exist, so five thousand tiles weigh what thirty do. */
export function TileGrid<Item extends { id: string }>({
  label,
  placeKey,
  items,
  renderTile,
  smallestTilePx,
  pictureAspect,
  captionPx,
  onNearEnd,
}: TileGridProps<Item>) {
  const box = useRef<HTMLDivElement>(null)
  const [shape, setShape] = useState<Shape | null>(null)

  useLayoutEffect(() => {
    const element = box.current
    const scroller = document.getElementById(scrollerId)
    if (!element || !scroller) return
    const measure = () => {
      const width = element.clientWidth
      const top = element.getBoundingClientRect().top - scroller.getBoundingClientRect().top + scroller.scrollTop
      setShape((before) => (before?.width === width && before.top === top ? before : { width, top }))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])

  const columns =
    shape === null ? 1 : Math.max(shape.width < narrowPx ? 2 : 1, Math.floor((shape.width + gapPx) / (smallestTilePx + gapPx)))
  const gap = shape !== null && shape.width < narrowPx ? narrowGapPx : gapPx
  const tileWidth = shape === null ? 0 : (shape.width - gap * (columns - 1)) / columns
  const rowHeight = tileWidth / pictureAspect + captionPx + rowGapPx
  const rowCount = Math.ceil(items.length / columns)

  const virtualizer = useVirtualizer({
    count: shape === null ? 0 : rowCount,
    getScrollElement: () => document.getElementById(scrollerId),
    estimateSize: () => rowHeight,
    overscan: 3,
    scrollMargin: shape?.top ?? 0,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows' size is a function of these
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight, shape?.top])

  const isMeasured = shape !== null
  useLayoutEffect(() => {
    const scroller = document.getElementById(scrollerId)
    if (!scroller || !isMeasured) return
    scroller.scrollTop = keptPlaces.get(placeKey) ?? 0
    const keep = () => keptPlaces.set(placeKey, scroller.scrollTop)
    scroller.addEventListener('scroll', keep, { passive: true })
    return () => scroller.removeEventListener('scroll', keep)
  }, [isMeasured, placeKey])

  const rows = virtualizer.getVirtualItems()
  const lastRow = rows.at(-1)?.index ?? -1
  useEffect(() => {
    if (lastRow >= rowCount - 3) onNearEnd()
  }, [lastRow, rowCount, onNearEnd])

  return (
    <div ref={box}>
      {shape === null ? (
        <PlainGrid label={label} items={items} renderTile={renderTile} smallestTilePx={smallestTilePx} />
      ) : (
        <ul aria-label={label} className="relative" style={{ height: Math.max(0, virtualizer.getTotalSize() - rowGapPx) }}>
          {rows.flatMap((row) =>
            items.slice(row.index * columns, (row.index + 1) * columns).map((item, column) => (
              <li
                key={item.id}
                aria-setsize={-1}
                aria-posinset={row.index * columns + column + 1}
                className="absolute top-0 left-0"
                style={{ width: tileWidth, transform: `translate(${column * (tileWidth + gap)}px, ${row.start - shape.top}px)` }}
              >
                {renderTile(item)}
              </li>
            )),
          )}
        </ul>
      )}
    </div>
  )
}

type PlainGridProps<Item extends { id: string }> = Pick<TileGridProps<Item>, 'label' | 'items' | 'renderTile' | 'smallestTilePx'>

/** What the server renders, and what stands for the moment until the width is known; tiles have the same size as later. */
function PlainGrid<Item extends { id: string }>({ label, items, renderTile, smallestTilePx }: PlainGridProps<Item>) {
  return (
    <ul aria-label={label} {...tileColumns(smallestTilePx)}>
      {items.map((item) => (
        <li key={item.id} className="min-w-0">
          {renderTile(item)}
        </li>
      ))}
    </ul>
  )
}
