import { Coins } from 'lucide-react'
import { VendorSpend } from '#components/spend/vendor-spend.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { vendorIds } from '#lib/generation/request.ts'
import type { SpendSummary as Summary } from '#lib/generation/spend-view.ts'

/** What the takes cost, vendor by vendor: credits of two vendors are different units and are never added up. */
export function SpendSummary({ summary }: { summary: Summary }) {
  const groups = [false, true].flatMap((isSandbox) =>
    vendorIds.flatMap((vendor) => {
      const rows = summary.rows.filter((row) => row.vendor === vendor && row.isSandbox === isSandbox)
      return rows.length === 0 ? [] : [{ vendor, isSandbox, rows }]
    }),
  )
  if (groups.length === 0) {
    return (
      <EmptyState
        icon={<Coins />}
        title="Nothing spent yet"
        action={
          <ButtonLink variant="primary" href="/">
            Create the first take
          </ButtonLink>
        }
      >
        What every take was quoted and charged is added up here, month by month.
      </EmptyState>
    )
  }
  const live = groups.filter((group) => !group.isSandbox)
  const sandbox = groups.filter((group) => group.isSandbox)
  return (
    <div className="flex flex-col gap-10">
      {live.length > 0 && (
        <section aria-labelledby="live-spend" className="grid gap-5 xl:grid-cols-2">
          <h2 id="live-spend" className="sr-only">
            Vendors
          </h2>
          {live.map((group) => (
            <VendorSpend key={group.vendor} {...group} />
          ))}
        </section>
      )}
      {sandbox.length > 0 && (
        <section aria-labelledby="sandbox-spend" className="flex flex-col gap-4">
          <header className="flex flex-col gap-0.5">
            <h2 id="sandbox-spend" className="font-semibold text-lg">
              Sandbox
            </h2>
            <p className="text-muted-foreground">
              Sandbox, not real credits: what these takes would have cost, as the built-in sandbox tells it.
            </p>
          </header>
          <div className="grid gap-5 xl:grid-cols-2">
            {sandbox.map((group) => (
              <VendorSpend key={group.vendor} {...group} />
            ))}
          </div>
        </section>
      )}
    </div>
  )
}
