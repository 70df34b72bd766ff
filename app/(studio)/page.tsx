import type { Metadata } from 'next'
import { submitGenerationAction } from '#app/_actions/generation.ts'
import { cancelTaskAction, deleteTaskAction, retryTaskAction, settleUnconfirmedAction } from '#app/_actions/tasks.ts'
import { ComposePage } from '#components/composer/compose-page.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { findTake } from '#lib/services/find-take.ts'
import { listConnections } from '#lib/services/list-connections.ts'
import { listTakes } from '#lib/services/list-takes.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Create' }

const recentTakes = 12

interface CreatePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function CreatePage({ searchParams }: CreatePageProps) {
  const { from } = await searchParams
  const { viewer, user } = await requireViewer(typeof from === 'string' ? `/?from=${encodeURIComponent(from)}` : '/')
  const context = currentContext()
  const [connections, takes, again] = await Promise.all([
    listConnections(context, viewer),
    listTakes(context, viewer, { limit: recentTakes }),
    typeof from === 'string' ? findTake(context, viewer, from) : null,
  ])
  return (
    <ComposePage
      draftOwner={user.id}
      connections={connections}
      uploadsEnabled
      initialRequest={again?.request ?? null}
      initialTakes={takes.ok ? takes.items : []}
      submitGeneration={submitGenerationAction}
      taskActions={{
        cancelTask: cancelTaskAction,
        retryTask: retryTaskAction,
        deleteTask: deleteTaskAction,
        settleUnconfirmed: settleUnconfirmedAction,
      }}
    />
  )
}
