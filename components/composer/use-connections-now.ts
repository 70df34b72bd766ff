import { useEffect, useMemo } from 'react'
import type { Draft } from '#components/composer/draft.ts'
import type { Outlooks } from '#components/composer/use-vendor-outlook.ts'
import { listFields } from '#lib/generation/file-kinds.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'

/** The page's connections with what was found since by trying the way to each vendor; tried again as soon as the draft has an upload. */
export function useConnectionsNow(
  connections: readonly ConnectionView[],
  outlooks: Outlooks,
  draft: Draft,
  refresh: () => void,
): readonly ConnectionView[] {
  const hasUploads = listFields.some((kind) => draft[kind].some((reference) => reference.upload !== undefined))
  useEffect(() => {
    if (hasUploads) refresh()
  }, [hasUploads, refresh])
  return useMemo(
    () =>
      connections.map((connection) => {
        const problem = outlooks[connection.vendor]?.uploadsProblem ?? null
        return problem === null ? connection : { ...connection, acceptsUploads: false, uploadsProblem: problem }
      }),
    [connections, outlooks],
  )
}
