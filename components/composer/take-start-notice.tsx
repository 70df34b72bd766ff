import type { TakeStartState } from '#components/composer/use-take-start.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Spinner } from '#components/ui/spinner.tsx'

/** Stands at the top of the form while a take's file is being made, and when that did not work. */
export function TakeStartNotice({ state }: { state: TakeStartState }) {
  if (state === null) return null
  if (state.stage === 'pending') {
    return (
      <p
        role="status"
        className="flex items-center gap-2 rounded-lg border border-border bg-hover px-3 py-2.5 text-muted-foreground text-sm"
      >
        <Spinner className="text-accent" />
        {state.words}
      </p>
    )
  }
  return (
    <Callout tone="danger" role="alert" title="The take could not be brought in">
      <p>{state.words}</p>
      <div className="pt-1.5">
        <Button size="sm" onClick={state.retry}>
          Try again
        </Button>
      </div>
    </Callout>
  )
}
