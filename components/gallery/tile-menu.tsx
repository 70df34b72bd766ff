'use client'

import { Download, Ellipsis } from 'lucide-react'
import { ChainMenuItems } from '#components/task/chain-menu-items.tsx'
import { takeTitle } from '#components/task/take-words.ts'
import { Menu, MenuContent, MenuLinkItem, MenuSeparator, MenuTrigger } from '#components/ui/menu.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'

/** Above the tile's link; in sight on touch, and where the mouse or the keyboard is. */
export function TileMenu({ take }: { take: TakeView }) {
  if (!take.video) return null
  return (
    <Menu>
      <MenuTrigger className="absolute top-1.5 right-1.5 z-10 grid size-7 place-items-center rounded-md bg-black/70 text-white opacity-0 transition-opacity duration-100 hover:bg-black/85 focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 data-popup-open:opacity-100 pointer-coarse:opacity-100">
        <Ellipsis aria-hidden className="size-4" />
        <span className="sr-only">More for {takeTitle(take, 40)}</span>
      </MenuTrigger>
      <MenuContent align="end">
        <ChainMenuItems take={take} />
        <MenuSeparator />
        <MenuLinkItem href={`${take.video.url}?download=1`} download>
          <Download aria-hidden />
          Download
        </MenuLinkItem>
      </MenuContent>
    </Menu>
  )
}
