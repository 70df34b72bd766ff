import type { EditStep } from '#components/fit/make-edit.ts'
import { Button } from '#components/ui/button.tsx'
import { Progress } from '#components/ui/progress.tsx'

/** What is being done to a file, and the way to stop it. */
export function EditProgress({ step, onStop }: { step: EditStep; onStop: () => void }) {
  return (
    <div role="status" className="flex items-center gap-2">
      <p className="shrink-0 text-2xs text-muted-foreground">{step.words}</p>
      <Progress value={step.share} label={step.words} />
      <Button size="xs" variant="ghost" onClick={onStop}>
        Stop
      </Button>
    </div>
  )
}

export function EditFailure({ message }: { message: string | null }) {
  if (message === null) return null
  return (
    <p role="alert" className="text-danger text-xs">
      {message}
    </p>
  )
}
