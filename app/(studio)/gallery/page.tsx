import type { Metadata } from 'next'
import { cancelTaskAction, deleteTaskAction, deleteTasksAction, retryTaskAction, settleUnconfirmedAction } from '#app/_actions/tasks.ts'
import { Gallery } from '#components/gallery/gallery.tsx'
import { loadGallerySearch } from '#components/gallery/gallery-search.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { listTakes } from '#lib/services/list-takes.ts'
import { actionsFor } from '#lib/session/action.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Gallery' }

const firstPageSize = 48

export default async function GalleryPage({ searchParams }: PageProps<'/gallery'>) {
  const { viewer, user } = await requireViewer('/gallery')
  const search = await loadGallerySearch(searchParams)
  const page = await listTakes(currentContext(), viewer, {
    limit: firstPageSize,
    q: search.q,
    vendor: search.vendor ?? undefined,
    state: search.state ?? undefined,
  })
  return (
    <Gallery
      firstSearch={search}
      firstPage={page.ok ? page : { items: [], nextCursor: null }}
      {...actionsFor(user, { deleteTasks: deleteTasksAction })}
      actions={actionsFor(user, {
        cancelTask: cancelTaskAction,
        retryTask: retryTaskAction,
        deleteTask: deleteTaskAction,
        settleUnconfirmed: settleUnconfirmedAction,
      })}
    />
  )
}
