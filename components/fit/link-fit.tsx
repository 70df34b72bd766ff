'use client'

import { Download } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { factsFromUpload } from '#components/composer/reference-facts.ts'
import { EditFailure, EditProgress } from '#components/fit/edit-progress.tsx'
import { bringReason } from '#components/fit/fit-action.ts'
import { bringLink } from '#components/fit/make-edit.ts'
import type { ReferenceFitProps } from '#components/fit/reference-fit.tsx'
import { Button } from '#components/ui/button.tsx'

const labels = { trim: 'Bring it here to trim', convert: 'Bring it here to convert', measure: 'Bring it here to measure' }

/** A file at an address is not ours to cut, nor always to measure; brought here, it is. */
export function LinkFit({ kind, index, reference, rule, acceptsUploads, othersSeconds, onReplace }: ReferenceFitProps) {
  const [isFetching, setFetching] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const stop = useRef<AbortController | null>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const { url } = reference
  const reason = bringReason(kind, reference, rule, othersSeconds)
  // From here it would not get on to a vendor that cannot reach us.
  if (url === undefined || reason === null || !acceptsUploads || !/^https?:\/\//i.test(url)) return null

  const bring = async () => {
    const controller = new AbortController()
    stop.current = controller
    setFailure(null)
    setFetching(true)
    try {
      const outcome = await bringLink(url, controller.signal)
      if (outcome.ok) onReplace(index, reference, factsFromUpload(outcome.upload))
      else setFailure(outcome.message)
    } catch {
      if (!controller.signal.aborted) setFailure('The file could not be brought here. The address is as it was.')
    } finally {
      setFetching(false)
    }
  }
  return (
    <div className="flex flex-col gap-1">
      {isFetching ? (
        <EditProgress step={{ words: 'Bringing it here…', share: null }} onStop={() => stop.current?.abort()} />
      ) : (
        <div>
          <Button size="xs" variant="outline" onClick={() => void bring()}>
            <Download aria-hidden />
            {labels[reason]}
          </Button>
        </div>
      )}
      <EditFailure message={failure} />
    </div>
  )
}
