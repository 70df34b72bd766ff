'use client'

import { ExternalLink } from 'lucide-react'
import { Badge, type BadgeTone } from '#components/ui/badge.tsx'
import { cn } from '#components/ui/cn.ts'
import { Popover, PopoverContent, PopoverTitle, PopoverTrigger } from '#components/ui/popover.tsx'
import type { ComparedCell } from '#components/vendors/mode-comparison.ts'
import type { Source } from '#lib/vendors/vendor.ts'

const kinds: Record<Source['kind'], { words: string; tone: BadgeTone }> = {
  documented: { words: 'Documented', tone: 'success' },
  observed: { words: 'Seen elsewhere', tone: 'accent' },
  ours: { words: 'Settled here', tone: 'neutral' },
}
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

export interface RuleCellProps {
  label: string
  vendorName: string
  docsUrl: string | null
  cell: ComparedCell
}

/** One rule in words; a press shows where it was read and when. */
export function RuleCell({ label, vendorName, docsUrl, cell }: RuleCellProps) {
  const [first, ...others] = cell.facts
  if (!first) return null
  return (
    <Popover>
      <PopoverTrigger
        className={cn(
          '-mx-1.5 -my-1 flex w-[calc(100%+0.75rem)] flex-col items-start gap-0.5 rounded-md px-1.5 py-1 text-left transition-colors hover:bg-hover data-popup-open:bg-hover',
          !cell.isOffered && 'text-faint-foreground',
        )}
      >
        {cell.models && <span className="text-2xs text-muted-foreground">{cell.models.join(', ')}</span>}
        <span className="tabular-nums">{first.text}</span>
        {others.length > 0 && <span className="text-muted-foreground text-xs">{others.map((fact) => fact.text).join(' · ')}</span>}
        <span className="sr-only">. Source</span>
      </PopoverTrigger>
      <PopoverContent className="max-h-[min(26rem,70dvh)] w-80 max-w-[calc(100vw-2rem)] overflow-y-auto">
        <PopoverTitle className="pb-2">
          {label} at {vendorName}
          {cell.models && `, ${cell.models.join(', ')}`}
        </PopoverTitle>
        <ul className="flex flex-col gap-3">
          {cell.facts.map(({ text, source }) => (
            <li key={text} className="flex flex-col gap-1">
              <p>{text}</p>
              <blockquote className="break-words border-border-strong border-l-2 pl-2 text-muted-foreground text-xs">
                {quoteWords(source)}
              </blockquote>
              <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-faint-foreground text-xs">
                <Badge tone={kinds[source.kind].tone}>{kinds[source.kind].words}</Badge>
                <SourcePage source={source} vendorName={vendorName} docsUrl={docsUrl} />
                <span>
                  {source.kind === 'ours' ? 'on' : 'read'} <time dateTime={source.readOn}>{date.format(new Date(source.readOn))}</time>
                </span>
              </p>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  )
}

function quoteWords(source: Source): string {
  return source.kind === 'documented' ? `“${source.quote}”` : source.quote
}

function SourcePage({ source, vendorName, docsUrl }: { source: Source; vendorName: string; docsUrl: string | null }) {
  if (source.kind === 'ours') return null
  const words = source.kind === 'documented' ? `${vendorName}’s API page` : source.page
  if (docsUrl === null || source.kind !== 'documented') return <span>{words}</span>
  return (
    <a
      href={docsUrl}
      target="_blank"
      rel="noreferrer"
      className="inline-flex items-center gap-1 text-accent underline-offset-4 hover:underline"
    >
      {words}
      <ExternalLink aria-hidden className="size-3" />
    </a>
  )
}
