'use client'

import { ChevronDown, ChevronUp, GripVertical, X } from 'lucide-react'
import { type KeyboardEvent, memo, type PointerEvent, type ReactNode } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { FixButton, IssueList } from '#components/composer/issue-list.tsx'
import { listFacts } from '#components/composer/reference-facts.ts'
import { ReferenceThumbnail, referenceName } from '#components/composer/reference-thumbnail.tsx'
import { TransferBar, TransferNote, TransferWords } from '#components/composer/transfer-status.tsx'
import { isBeingChecked } from '#components/composer/use-link-checks.ts'
import { isTooLong } from '#components/fit/fit-action.ts'
import { Button } from '#components/ui/button.tsx'
import { cn } from '#components/ui/cn.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import { mentionOf } from '#lib/generation/mentions.ts'

export interface ReferenceTileProps {
  kind: ListField
  /** "image": what its buttons are named by. */
  noun: string
  /** "First frame", where the order means something. */
  place: string | null
  reference: DraftReference
  index: number
  count: number
  issues: readonly Issue[]
  /** What else can be done to the file: "Trim…". */
  actions?: ReactNode
  onGrab: (event: PointerEvent<HTMLElement>, index: number) => void
  onMove: (from: number, to: number) => void
  onRemove: (index: number) => void
  onPick: () => void
  onMention: (mention: string) => void
  onFix: (fix: Fix) => void
}

/** One file of the request. It is drawn again only when the file, its place or what is said about it changes. */
export const ReferenceTile = memo(function ReferenceTile(props: ReferenceTileProps) {
  const { kind, noun, place, reference, index, count, issues, actions, onGrab, onMove, onRemove, onPick, onMention, onFix } = props
  const name = referenceName(reference, kind)
  const mention = mentionOf(kind, index + 1)
  const facts = [place, ...listFacts(reference)].filter((fact) => fact !== null)
  const hasError = issues.some((issue) => issue.severity === 'error')
  // Trimming comes before taking out.
  const told = issues.map((issue) => (isTooLong(issue) ? { ...issue, fix: undefined } : issue))
  const [removal] = issues.flatMap((issue) => (isTooLong(issue) && issue.fix ? [issue.fix] : []))
  return (
    <li
      className={cn(
        'group relative rounded-md border bg-card py-1.5 pr-1.5 pl-1.5 transition-[border-color] data-dragged:z-10 data-dragged:border-accent data-dragged:shadow-pop',
        hasError ? 'border-danger/50' : 'border-border',
      )}
    >
      <div className="flex items-center gap-2">
        {count > 1 && <ReorderHandle noun={noun} name={name} index={index} count={count} onGrab={onGrab} onMove={onMove} />}
        <ReferenceThumbnail kind={kind} reference={reference} className="size-11" />
        <div className="flex min-w-0 flex-1 flex-col">
          <p className="flex min-w-0 items-baseline gap-1.5 text-xs">
            <button
              type="button"
              title={`Write ${mention} into the prompt`}
              className="shrink-0 rounded-sm text-accent underline-offset-2 hover:underline"
              // The caret stays where the mention is to go.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onMention(mention)}
            >
              <span className="sr-only">Write </span>
              {mention}
              <span className="sr-only"> into the text</span>
            </button>
            <bdi className="truncate" title={name}>
              {name}
            </bdi>
          </p>
          <p className="truncate text-2xs text-faint-foreground tabular-nums">
            <TransferWords reference={reference} />
            {isBeingChecked(reference) ? 'Looking at what is there…' : facts.length > 0 ? facts.join(' · ') : 'Not measured'}
          </p>
          {(reference.note ?? reference.original) && (
            <p className="text-2xs text-muted-foreground">{[reference.note, reference.original?.done].filter(Boolean).join(' · ')}</p>
          )}
        </div>
        {count > 1 && <MoveButtons noun={noun} index={index} count={count} onMove={onMove} />}
        <Button size="icon-xs" variant="ghost" onClick={() => onRemove(index)}>
          <X aria-hidden />
          <span className="sr-only">
            Remove {noun} {index + 1}
          </span>
        </Button>
      </div>
      <div className="flex flex-col gap-1.5 not-empty:pt-1.5">
        <TransferNote reference={reference} name={name} onPick={onPick} />
      </div>
      <div aria-live="polite">{issues.length > 0 && <IssueList issues={told} onFix={onFix} className="pt-1.5 pb-0.5" />}</div>
      {actions && <div className="not-empty:pt-1.5">{actions}</div>}
      {removal && (
        <div className="pt-1.5">
          <FixButton fix={removal} onFix={onFix} />
        </div>
      )}
      <TransferBar reference={reference} name={name} />
    </li>
  )
})

interface ReorderProps {
  noun: string
  index: number
  count: number
  onMove: (from: number, to: number) => void
}

type HandleProps = ReorderProps & { name: string; onGrab: ReferenceTileProps['onGrab'] }

/** Dragged by pointer; with the arrow keys a file goes up and down, with Home and End to either end. */
function ReorderHandle({ noun, name, index, count, onGrab, onMove }: HandleProps) {
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const places: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: count - 1 }
    const to = places[event.key]
    if (to === undefined) return
    event.preventDefault()
    if (to !== index && to >= 0 && to < count) onMove(index, to)
  }
  return (
    <button
      type="button"
      aria-label={`Order of ${noun} ${index + 1}, ${name}: arrow keys move it`}
      className="-ml-1 grid h-11 w-4 shrink-0 cursor-grab touch-none place-items-center rounded-sm text-faint-foreground transition-colors hover:text-foreground active:cursor-grabbing"
      onPointerDown={(event) => onGrab(event, index)}
      onKeyDown={handleKeyDown}
    >
      <GripVertical aria-hidden className="size-4" />
    </button>
  )
}

/** For those who can neither drag nor press a key. A button at the end of its way stays, so that the focus has where to be. */
function MoveButtons({ noun, index, count, onMove }: ReorderProps) {
  const steps = [
    { to: index - 1, icon: <ChevronUp aria-hidden />, way: 'up' },
    { to: index + 1, icon: <ChevronDown aria-hidden />, way: 'down' },
  ]
  return (
    <div className="flex flex-col">
      {steps.map(({ to, icon, way }) => {
        const isPossible = to >= 0 && to < count
        return (
          <Button
            key={way}
            size="icon-xs"
            variant="ghost"
            className="h-5.5"
            aria-disabled={!isPossible || undefined}
            onClick={() => {
              if (isPossible) onMove(index, to)
            }}
          >
            {icon}
            <span className="sr-only">
              Move {noun} {index + 1} {way}
            </span>
          </Button>
        )
      })}
    </div>
  )
}
