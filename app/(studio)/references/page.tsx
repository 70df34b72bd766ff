import type { Metadata } from 'next'
import { deleteLinkAction, deleteUploadAction } from '#app/_actions/references.ts'
import { Library } from '#components/library/library.tsx'
import { loadLibrarySearch } from '#components/library/library-search.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { listReferences } from '#lib/services/list-references.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'References' }

const firstPageSize = 60

export default async function ReferencesPage({ searchParams }: PageProps<'/references'>) {
  const { viewer } = await requireViewer('/references')
  const { q, kind } = await loadLibrarySearch(searchParams)
  const page = await listReferences(currentContext(), viewer, { limit: firstPageSize, q: q.slice(0, 200), kind: kind ?? undefined })
  return (
    <Library
      firstSearch={{ q, kind }}
      firstPage={page ?? { items: [], nextCursor: null }}
      actions={{ deleteUpload: deleteUploadAction, deleteLink: deleteLinkAction }}
    />
  )
}
