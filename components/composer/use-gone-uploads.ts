'use client'

import { useEffect } from 'react'
import { z } from 'zod'
import type { Draft } from '#components/composer/draft.ts'
import { ownFetch } from '#components/shell/own-fetch.ts'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import { listFields } from '#lib/generation/file-kinds.ts'

const answerSchema = z.object({ ids: z.array(z.string()) })

/** A draft that waited may name files that were deleted meanwhile: asked for once, when the form begins with it. */
export function useGoneUploads(isReady: boolean, read: () => Draft, change: (patch: (draft: Draft) => Draft) => void): void {
  useEffect(() => {
    const asked = isReady ? listUploads(read()) : []
    if (asked.length === 0) return
    const stop = new AbortController()
    void askServer(asked, stop.signal).then((present) => {
      if (present !== null && !stop.signal.aborted) change((latest) => markGone(latest, asked, present))
    })
    return () => stop.abort()
  }, [isReady, read, change])
}

function listUploads(draft: Draft): string[] {
  const ids = listFields.flatMap((kind) => draft[kind].flatMap(({ upload }) => upload ?? []))
  return [...new Set(ids)].filter((id) => !isTransferKey(id))
}

/** Null where nothing can be said: Generate asks once more. */
async function askServer(ids: readonly string[], signal: AbortSignal): Promise<readonly string[] | null> {
  try {
    const answer = await ownFetch(`/api/uploads/present?ids=${ids.join(',')}`, { signal })
    return answer.ok ? answerSchema.parse(await answer.json()).ids : null
  } catch {
    return null
  }
}

/** The same draft where nothing is new. */
export function markGone(draft: Draft, asked: readonly string[], present: readonly string[]): Draft {
  const gone = new Set(asked.filter((id) => !present.includes(id)))
  const isNew = (upload: string | undefined, isGone = false) => upload !== undefined && gone.has(upload) && !isGone
  const changed = listFields.filter((kind) => draft[kind].some(({ upload, isGone }) => isNew(upload, isGone)))
  if (changed.length === 0) return draft
  const lists = changed.map((kind) => [
    kind,
    draft[kind].map((reference) => (isNew(reference.upload, reference.isGone) ? { ...reference, isGone: true } : reference)),
  ])
  return { ...draft, ...Object.fromEntries(lists) }
}
