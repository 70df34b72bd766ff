'use client'

import { useMemo } from 'react'
import { toast } from 'sonner'
import { applyFixToDraft } from '#components/composer/apply-fix.ts'
import { doneWords } from '#components/composer/done-words.ts'
import type { Draft } from '#components/composer/draft.ts'
import { fitElsewhere } from '#components/composer/fit-elsewhere.ts'
import { changedFields } from '#components/composer/issue-visibility.ts'
import { isMove } from '#components/composer/vendor-row.tsx'
import { listFields } from '#lib/generation/file-kinds.ts'
import type { Fix } from '#lib/generation/issue.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface VendorMoves {
  onSwitch: (vendor: VendorId) => void
  onFix: (vendor: VendorId, fix: Fix) => void
  onFit: (vendor: VendorId) => void
  /** At a field. A file that goes by it can be brought back. */
  onFixHere: (fix: Fix) => void
}

/** What a press in the row of vendors does. What it changed is said, and can be taken back. */
export function useVendorMoves(read: () => Draft, change: (patch: (draft: Draft) => Draft) => void): VendorMoves {
  return useMemo(() => {
    const apply = (after: Draft, words: string) => {
      const before = read()
      change(() => after)
      // As it stands now: the mentions have followed their files.
      const changed = changedFields(before, read())
      const restored = Object.fromEntries(Object.entries(before).filter(([field]) => changed.has(field)))
      // Only what the press changed: what was typed since stays.
      toast(words, { action: { label: 'Undo', onClick: () => change((latest) => ({ ...latest, ...restored })) } })
    }
    return {
      onSwitch: (vendor) => change((latest) => ({ ...latest, vendor })),
      onFix: (vendor, fix) => {
        const latest = read()
        const moves = isMove(fix)
        const after = applyFixToDraft(moves ? { ...latest, vendor } : latest, fix)
        apply(
          after,
          moves
            ? `${doneWords([fix.label])} ${vendors[vendor].name} is chosen.`
            : `${doneWords([fix.label])} ${vendors[latest.vendor].name} stays chosen.`,
        )
      },
      onFixHere: (fix) => {
        const latest = read()
        const after = applyFixToDraft(latest, fix)
        if (listFields.some((kind) => after[kind].length < latest[kind].length)) apply(after, doneWords([fix.label]))
        else change(() => after)
      },
      onFit: (vendor) => {
        const { draft, changes, setAside } = fitElsewhere(read(), vendor)
        const parts = [
          `${vendors[vendor].name} is chosen.`,
          changes.length > 0 ? doneWords(changes) : null,
          setAside.length > 0 ? `Kept aside: ${setAside.join(', ')}.` : null,
        ]
        apply(draft, parts.filter((part) => part !== null).join(' '))
      },
    }
  }, [read, change])
}
