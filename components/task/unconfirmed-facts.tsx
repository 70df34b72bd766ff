import { CopyButton } from '#components/ui/copy-button.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Time } from '#components/ui/time.tsx'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** What a person needs at hand to find the request in the vendor's account, or to ask its support. */
export function UnconfirmedFacts({ take }: { take: TakeView }) {
  const { name, models } = vendors[take.vendor]
  const model = models.find((one) => one.id === take.model)?.name ?? take.model
  return (
    <FactList
      facts={[
        {
          name: 'Sent',
          value:
            take.submittedAt === null ? (
              'Not known'
            ) : (
              <>
                <Time at={take.submittedAt} format="date" />, <Time at={take.submittedAt} format="second" />
              </>
            ),
        },
        { name: 'Model', value: model },
        { name: 'Trace id', value: take.traceId === null ? `${name} gave none` : <Id value={take.traceId} label="Copy trace id" /> },
        { name: 'Request hash', value: <Id value={take.requestHash} label="Copy request hash" /> },
        { name: 'Take', value: <Id value={take.id} label="Copy take id" /> },
      ]}
    />
  )
}

function Id({ value, label }: { value: string; label: string }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <code className="break-all font-mono text-xs">{value}</code>
      <CopyButton value={value} label="Copy" aria-label={label} size="xs" variant="ghost" />
    </span>
  )
}
