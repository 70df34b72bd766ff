import type { Metadata } from 'next'
import { deleteLinkAction, deleteUploadAction } from '#app/_actions/references.ts'
import { Library } from '#components/library/library.tsx'
import { loadLibrarySearch } from '#components/library/library-search.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { listReferences } from '#lib/services/list-references.ts'
import { findUploadRoom } from '#lib/services/upload-room.ts'
import { actionsFor } from '#lib/session/action.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'References' }

const firstPageSize = 60

export default async function ReferencesPage({ searchParams }: PageProps<'/references'>) {
  const { viewer, user } = await requireViewer('/references')
  const { q, kind } = await loadLibrarySearch(searchParams)
  const context = currentContext()
  const { usedBytes, quotaBytes } = await findUploadRoom(context, viewer)
  const page = await listReferences(context, viewer, { limit: firstPageSize, q: q.slice(0, 200), kind: kind ?? undefined })
  return (
    <Library
      firstSearch={{ q, kind }}
      room={{ usedBytes, quotaBytes }}
      firstPage={page ?? { items: [], nextCursor: null }}
      actions={actionsFor(user, { deleteUpload: deleteUploadAction, deleteLink: deleteLinkAction })}
    />
  )
}
