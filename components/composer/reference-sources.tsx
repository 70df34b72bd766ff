'use client'

import { Clapperboard, FolderOpen, Images } from 'lucide-react'
import { Button } from '#components/ui/button.tsx'
import type { ListField } from '#lib/generation/file-kinds.ts'

export type Source = 'library' | 'takes'

export interface ReferenceSourcesProps {
  kind: ListField
  many: string
  onPick: () => void
  onOpen: (source: Source) => void
}

/** Where else a file may come from. */
export function ReferenceSources({ kind, many, onPick, onOpen }: ReferenceSourcesProps) {
  return (
    <div className="-mx-0.5 flex flex-wrap gap-x-0.5">
      <Button size="xs" variant="ghost" className="font-normal" onClick={onPick}>
        <FolderOpen aria-hidden />
        Choose files<span className="sr-only"> for {many}</span>
      </Button>
      <Button size="xs" variant="ghost" className="font-normal" aria-haspopup="dialog" onClick={() => onOpen('library')}>
        <Images aria-hidden />
        From library<span className="sr-only"> for {many}</span>
      </Button>
      {kind !== 'audios' && (
        <Button size="xs" variant="ghost" className="font-normal" aria-haspopup="dialog" onClick={() => onOpen('takes')}>
          <Clapperboard aria-hidden />
          From takes<span className="sr-only"> for {many}</span>
        </Button>
      )}
    </div>
  )
}
