'use client'

import { CircleAlert, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import type { Verification, VerifyVideo } from '#components/task/task-actions.ts'
import { Button } from '#components/ui/button.tsx'
import { Time } from '#components/ui/time.tsx'

/** Proves on demand that the saved file is still the one in the receipt. */
export function VerifyFile({ taskId, verifyVideo }: { taskId: string; verifyVideo: VerifyVideo }) {
  const [isBusy, setIsBusy] = useState(false)
  const [verification, setVerification] = useState<Verification | null>(null)
  const [error, setError] = useState<string | null>(null)
  const verify = async () => {
    setIsBusy(true)
    setError(null)
    try {
      const result = await verifyVideo(taskId)
      if (result.ok) setVerification(result.verification)
      else setError(result.message)
    } catch {
      setError('The server did not answer. Try again.')
    } finally {
      setIsBusy(false)
    }
  }
  const isIntact = verification?.state === 'intact'
  return (
    <div className="flex flex-col items-start gap-2">
      <Button size="sm" isBusy={isBusy} onClick={verify}>
        Verify the file
      </Button>
      <div role="status" className="text-sm empty:hidden">
        {error !== null ? (
          <p className="text-danger">{error}</p>
        ) : (
          verification && (
            <p className="flex items-start gap-1.5">
              {isIntact ? (
                <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
              ) : (
                <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
              )}
              <span>
                {verification.message}{' '}
                <span className="text-muted-foreground">
                  Checked <Time at={verification.checkedAt} format="second" />.
                </span>
              </span>
            </p>
          )
        )}
      </div>
    </div>
  )
}
