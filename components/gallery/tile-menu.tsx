'use client'

import { Ellipsis } from 'lucide-react'
import type { TakeTileProps } from '#components/gallery/take-tile.tsx'
import { TakeMenu } from '#components/task/take-menu.tsx'
import { takeTitle } from '#components/task/take-words.ts'
import { useTaskActions } from '#components/task/use-task-actions.ts'

/** Above the tile's link; in sight on touch, and where the mouse or the keyboard is. */
export function TileMenu({ take, actions, onChange, onRemove }: Pick<TakeTileProps, 'take' | 'actions' | 'onChange' | 'onRemove'>) {
  const bound = useTaskActions(take, actions, { onChange, onRemove })
  return (
    <TakeMenu
      take={take}
      bound={bound}
      trigger={
        <button
          type="button"
          className="absolute top-1.5 right-1.5 z-10 grid size-7 place-items-center rounded-md bg-black/70 text-white opacity-0 transition-opacity duration-100 hover:bg-black/85 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100"
        >
          <Ellipsis aria-hidden className="size-4" />
          <span className="sr-only">More for {takeTitle(take, 40)}</span>
        </button>
      }
    />
  )
}
