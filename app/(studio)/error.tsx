'use client'

import { RotateCcw } from 'lucide-react'
import { useEffect } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

export default function StudioError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  useEffect(() => {
    document.getElementById('main')?.focus()
  }, [])
  return (
    <EmptyState
      className="min-h-full"
      title="This page could not be shown"
      action={
        <Button variant="primary" onClick={reset}>
          <RotateCcw aria-hidden />
          Try again
        </Button>
      }
    >
      Your takes go on without it: nothing was sent twice and nothing was lost.
      {error.digest && ` If it happens again, the server’s log has it under ${error.digest}.`}
    </EmptyState>
  )
}
