'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import { noSelection, type Selection, toggleSelected } from '#components/gallery/selection.ts'

interface Held {
  /** Which list it is a selection of. */
  of: string
  selection: Selection
}

export interface TileSelection {
  isOn: boolean
  ids: ReadonlySet<string>
  toggle: (id: string, isRange: boolean) => void
  selectAll: () => void
  selectNone: () => void
  begin: () => void
  end: () => void
}

/** Which entries of a list are selected; another search is another list, of which none is. */
export function useSelection(list: string, order: readonly string[]): TileSelection {
  const [held, setHeld] = useState<Held | null>(null)
  const latest = useRef({ list, order })
  useEffect(() => {
    latest.current = { list, order }
  })
  const change = useCallback((from: (selection: Selection, order: readonly string[]) => Selection) => {
    const now = latest.current
    setHeld((before) => ({ of: now.list, selection: from(before?.of === now.list ? before.selection : noSelection, now.order) }))
  }, [])
  return {
    isOn: held?.of === list,
    ids: held?.of === list ? held.selection.ids : noSelection.ids,
    toggle: useCallback((id, isRange) => change((selection, all) => toggleSelected(selection, all, id, isRange)), [change]),
    selectAll: useCallback(() => change((_, all) => ({ ids: new Set(all), anchor: null })), [change]),
    selectNone: useCallback(() => change(() => noSelection), [change]),
    begin: useCallback(() => change((selection) => selection), [change]),
    end: useCallback(() => setHeld(null), []),
  }
}

const ownKeys = 'input:not([type=checkbox]), textarea, select, [role=menu], [role=dialog], [role=alertdialog]'

/** Escape leaves the selection, Delete asks; not where these keys mean something else. */
export function useSelectionKeys(isOn: boolean, keys: { onEscape: () => void; onDelete: () => void }): void {
  const latest = useRef(keys)
  useEffect(() => {
    latest.current = keys
  })
  useEffect(() => {
    if (!isOn) return
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || (event.target instanceof Element && event.target.closest(ownKeys))) return
      if (event.key === 'Escape') latest.current.onEscape()
      if (event.key === 'Delete') latest.current.onDelete()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [isOn])
}
