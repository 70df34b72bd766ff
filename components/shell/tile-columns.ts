import type { CSSProperties } from 'react'

/** A grid of tiles as the style sheet alone lays it out: before the width is known, and while nothing has come yet. */
export function tileColumns(smallestTilePx: number): { className: string; style: CSSProperties } {
  return {
    className: 'grid grid-cols-2 gap-x-3 gap-y-[26px] sm:grid-cols-[repeat(auto-fill,minmax(var(--tile),1fr))] sm:gap-x-5',
    style: { '--tile': `${smallestTilePx}px` } as CSSProperties,
  }
}
