import { CircleAlert } from 'lucide-react'
import { moneyWords } from '#components/task/take-words.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { type Fact, FactList } from '#components/ui/fact-list.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** What happened, what became of the money and what to do; the vendor's own words are one press away. */
export function FailurePanel({ take }: { take: TakeView }) {
  const details = take.failureDetails
  return (
    <div className="flex w-full max-w-lg flex-col gap-3">
      <CircleAlert aria-hidden className="size-6 stroke-[1.6] text-danger" />
      <div className="flex flex-col gap-1.5">
        <h2 className="font-semibold text-lg">{details?.title ?? 'This take failed.'}</h2>
        {details && (
          <>
            <p className="text-base text-muted-foreground">{moneyWords(take)}</p>
            <p className="text-base text-muted-foreground">{details.advice}</p>
          </>
        )}
      </div>
      <VendorWords take={take} />
    </div>
  )
}

export function VendorWords({ take }: { take: TakeView }) {
  const facts = vendorWordFacts(take)
  if (facts.length === 0) return null
  return (
    <Disclosure
      summary={`${vendors[take.vendor].name}’s own words`}
      className="rounded-lg border border-border bg-background px-3 open:pb-3"
    >
      <FactList facts={facts} />
    </Disclosure>
  )
}

/** What the vendor itself said, and what its support asks for. */
export function vendorWordFacts(take: TakeView): Fact[] {
  return [
    { name: 'Message', value: take.failureDetails?.vendorMessage },
    { name: 'Code', value: take.failureDetails?.vendorCode },
    { name: 'Trace id', value: take.traceId },
    { name: 'Vendor task id', value: take.vendorTaskId },
  ].flatMap(({ name, value }) =>
    value ? [{ name, value: <span className="select-all whitespace-pre-wrap break-words font-mono text-xs">{value}</span> }] : [],
  )
}
