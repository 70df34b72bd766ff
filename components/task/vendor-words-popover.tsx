'use client'

import { MessageSquareQuote } from 'lucide-react'
import { vendorWordFacts } from '#components/task/failure-panel.tsx'
import { Button } from '#components/ui/button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Popover, PopoverContent, PopoverTitle, PopoverTrigger } from '#components/ui/popover.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Where there is no room for them in the open: the vendor's own words and the ids for its support. */
export function VendorWordsPopover({ take }: { take: TakeView }) {
  const facts = vendorWordFacts(take)
  if (facts.length === 0) return null
  const words = `${vendors[take.vendor].name}’s own words`
  return (
    <Popover>
      <PopoverTrigger
        render={
          <Button size="icon-sm" variant="ghost" title={words}>
            <MessageSquareQuote aria-hidden />
            <span className="sr-only">{words}</span>
          </Button>
        }
      />
      <PopoverContent align="end" className="max-h-80 w-80 max-w-[calc(100vw-2rem)] overflow-y-auto">
        <PopoverTitle className="pb-2">{words}</PopoverTitle>
        <FactList facts={facts} />
      </PopoverContent>
    </Popover>
  )
}
