'use client'

import { AudioLines, Film, Image as ImageIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { cn } from '#components/ui/cn.ts'
import { Dialog, DialogContent } from '#components/ui/dialog.tsx'
import { SearchField } from '#components/ui/search-field.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import type { FileKind } from '#lib/generation/file-kinds.ts'

export interface PickerItem {
  id: string
  kind: FileKind
  name: string
  /** "1920 × 1080 · 7.5 s". */
  facts: string
  /** Where it was used or when it was made. */
  note: string
  picture: string | null
}

export interface PickerDialogProps {
  title: string
  description: string
  searchLabel: string
  q: string
  onSearch: (q: string) => void
  items: readonly PickerItem[]
  /** Null while the first answer is awaited. */
  emptyWords: string | null
  isFetching: boolean
  /** Reads on; null when that was all. */
  onMore: (() => void) | null
  failure: ReactNode
  /** "Add 2 images" of 2. */
  addWords: (count: number) => string
  isAdding: boolean
  onAdd: (ids: readonly string[]) => void
  onClose: () => void
}

const icons = { image: ImageIcon, video: Film, audio: AudioLines }

/** A search over pictures of which any number is chosen, in the order in which they are to stand. */
export function PickerDialog(props: PickerDialogProps) {
  const { title, description, searchLabel, q, items, emptyWords, isFetching, failure, addWords, isAdding } = props
  const { onSearch, onMore, onAdd, onClose } = props
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [activeId, setActiveId] = useState<string | null>(null)
  const grid = useRef<HTMLUListElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const tabStop = items.some(({ id }) => id === activeId) ? activeId : items[0]?.id

  const toggle = (id: string) => setChosen((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]))
  const add = () => {
    if (chosen.length > 0 && !isAdding) onAdd(chosen)
  }
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      add()
      return
    }
    const buttons = [...(grid.current?.querySelectorAll('button') ?? [])]
    const focused = buttons.indexOf(document.activeElement as HTMLButtonElement)
    if (focused === -1 && !(event.key === 'ArrowDown' && event.target === search.current)) return
    const target = focused === -1 ? 0 : nextPlace(event.key, focused, buttons)
    if (target === null) return
    event.preventDefault()
    buttons[target]?.focus()
  }
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
    >
      <DialogContent
        title={title}
        description={description}
        // On a phone the keyboard would hide what there is to choose.
        initialFocus={() => (window.matchMedia('(pointer: coarse)').matches ? true : search.current)}
        className="h-[min(44rem,calc(100dvh-2rem))] w-[min(52rem,calc(100vw-2rem))] overflow-hidden"
        onKeyDown={handleKeyDown}
      >
        <search className="shrink-0">
          <SearchField ref={search} label={searchLabel} value={q} onValueChange={onSearch} />
        </search>
        <div className="-mx-2 min-h-0 flex-1 overflow-y-auto px-2 py-1">
          {items.length > 0 && (
            <ul ref={grid} className="grid grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] gap-x-3 gap-y-4">
              {items.map((item) => (
                <PickerTile
                  key={item.id}
                  item={item}
                  place={chosen.indexOf(item.id)}
                  isTabStop={item.id === tabStop}
                  onFocus={() => setActiveId(item.id)}
                  onToggle={() => toggle(item.id)}
                />
              ))}
            </ul>
          )}
          {items.length === 0 && !isFetching && !failure && emptyWords && (
            <p className="py-16 text-balance text-center text-muted-foreground text-sm">{emptyWords}</p>
          )}
          <div className="grid min-h-10 place-items-center pt-3">
            {isFetching ? (
              <Spinner />
            ) : (
              onMore && (
                <Button size="sm" variant="ghost" onClick={onMore}>
                  Show more
                </Button>
              )
            )}
          </div>
        </div>
        {failure && (
          <Callout tone="danger" role="alert">
            {failure}
          </Callout>
        )}
        <footer className="flex shrink-0 items-center justify-between gap-3">
          <p role="status" className="text-muted-foreground text-xs tabular-nums">
            {chosen.length === 0 ? 'Nothing chosen yet' : `${chosen.length} chosen`}
          </p>
          <Button variant="primary" disabled={chosen.length === 0} isBusy={isAdding} onClick={add}>
            {addWords(chosen.length)}
          </Button>
        </footer>
      </DialogContent>
    </Dialog>
  )
}

interface PickerTileProps {
  item: PickerItem
  /** In the order of choosing; -1 when it is not chosen. */
  place: number
  isTabStop: boolean
  onFocus: () => void
  onToggle: () => void
}

function PickerTile({ item, place, isTabStop, onFocus, onToggle }: PickerTileProps) {
  const isChosen = place !== -1
  const Icon = icons[item.kind]
  const [isBroken, setIsBroken] = useState(false)
  return (
    <li className="min-w-0">
      <button
        type="button"
        aria-pressed={isChosen}
        tabIndex={isTabStop ? 0 : -1}
        onFocus={onFocus}
        onClick={onToggle}
        className="group flex w-full flex-col gap-1 rounded-md text-left"
      >
        <span
          className={cn(
            'relative grid aspect-video w-full place-items-center overflow-hidden rounded-md border bg-well text-faint-foreground [&_svg]:size-5 [&_svg]:stroke-[1.5]',
            isChosen ? 'border-accent ring-1 ring-accent' : 'border-border group-hover:border-border-strong',
          )}
        >
          {item.picture !== null && !isBroken ? (
            <img
              src={item.picture}
              alt=""
              loading="lazy"
              decoding="async"
              className="absolute inset-0 size-full object-contain"
              onError={() => setIsBroken(true)}
            />
          ) : (
            <Icon aria-hidden />
          )}
          {isChosen && (
            <span
              aria-hidden
              className="absolute top-1.5 right-1.5 grid size-5 place-items-center rounded-full bg-accent font-medium text-2xs text-background tabular-nums"
            >
              {place + 1}
            </span>
          )}
        </span>
        <bdi className="line-clamp-2 break-words text-xs">{item.name}</bdi>
        {item.facts !== '' && <span className="truncate text-2xs text-muted-foreground tabular-nums">{item.facts}</span>}
        <span className="truncate text-2xs text-faint-foreground">{item.note}</span>
      </button>
    </li>
  )
}

/** Where an arrow key leads in a grid whose rows are as long as the dialog is wide. */
function nextPlace(key: string, from: number, buttons: readonly HTMLElement[]): number | null {
  const topOf = (index: number) => buttons[index]?.getBoundingClientRect().top
  const columns = Math.max(1, buttons.filter((_, index) => topOf(index) === topOf(0)).length)
  const places: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    Home: 0,
    End: buttons.length - 1,
  }
  const place = places[key]
  return place === undefined ? null : Math.min(Math.max(place, 0), buttons.length - 1)
}
