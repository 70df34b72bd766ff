'use client'

import { Camera, Clapperboard, FastForward, StepForward } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { canExtend } from '#components/task/chain-words.ts'
import { MenuItem, MenuLinkItem } from '#components/ui/menu.tsx'
import { type ChainKind, type ChainStart, chainAddress } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface ChainMenuItemsProps {
  take: Pick<TakeView, 'id' | 'vendor' | 'model'>
  /** Where the composer stands beside the take; without it, the items lead there. */
  onStart?: ((start: ChainStart) => void) | undefined
  /** Where there is a player whose playhead says which frame. */
  onGrab?: (() => void) | undefined
}

/** What can be made of a finished take. */
export function ChainMenuItems({ take, onStart, onGrab }: ChainMenuItemsProps) {
  const item = (kind: ChainKind, content: ReactNode) => {
    const start: ChainStart = { taskId: take.id, kind, at: null }
    if (onStart) return <MenuItem onClick={() => onStart(start)}>{content}</MenuItem>
    return <MenuLinkItem render={<Link href={chainAddress(start)} prefetch={false} />}>{content}</MenuLinkItem>
  }
  return (
    <>
      {item(
        'continue',
        <>
          <StepForward aria-hidden />
          Continue from last frame
        </>,
      )}
      {item(
        'extend',
        <>
          <FastForward aria-hidden />
          Extend
          {!canExtend(take) && <span className="text-faint-foreground text-xs">from its last frame</span>}
        </>,
      )}
      {item(
        'reference',
        <>
          <Clapperboard aria-hidden />
          Use as reference
        </>,
      )}
      {onGrab && (
        <MenuItem onClick={onGrab}>
          <Camera aria-hidden />
          Grab this frame
        </MenuItem>
      )}
    </>
  )
}
