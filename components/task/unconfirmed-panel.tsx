import { CircleHelp } from 'lucide-react'
import { VendorWords } from '#components/task/failure-panel.tsx'
import { UnconfirmedChoices, type UnconfirmedChoicesProps } from '#components/task/unconfirmed-choices.tsx'
import { unconfirmedWords } from '#components/task/unconfirmed-words.ts'
import { Time } from '#components/ui/time.tsx'
import { vendors } from '#lib/vendors/registry.ts'

/** What the take's page says while nobody knows whether it ran. */
export function UnconfirmedPanel(props: UnconfirmedChoicesProps) {
  const { take } = props
  const vendor = vendors[take.vendor]
  return (
    <div className="flex w-full max-w-xl flex-col gap-4">
      <CircleHelp aria-hidden className="size-6 stroke-[1.6] text-warning" />
      <div className="flex flex-col gap-1.5">
        <h2 className="font-semibold text-lg">Did this take run?</h2>
        <p className="text-base text-muted-foreground">
          {vendor.name}
          {take.isSandbox && '’s sandbox'} never confirmed the request
          {take.submittedAt && (
            <>
              {' '}
              sent <Time at={take.submittedAt} />
            </>
          )}
          . {unconfirmedWords(take).lead}
        </p>
      </div>
      <UnconfirmedChoices {...props} />
      <VendorWords take={take} />
    </div>
  )
}
