import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { createShareAction, revokeShareAction } from '#app/_actions/shares.ts'
import { cancelTaskAction, deleteTaskAction, retryTaskAction, settleUnconfirmedAction, verifyVideoAction } from '#app/_actions/tasks.ts'
import { TaskDetail } from '#components/task/task-detail.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { findReceipt, findTake, listTaskEvents } from '#lib/services/find-take.ts'
import { findTakeChain } from '#lib/services/find-take-chain.ts'
import { listShares } from '#lib/services/share-video.ts'
import { actionsFor } from '#lib/session/action.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Take' }

export default async function TaskPage({ params, searchParams }: PageProps<'/tasks/[id]'>) {
  const [{ id }, { share }] = await Promise.all([params, searchParams])
  const { viewer, user } = await requireViewer(`/tasks/${encodeURIComponent(id)}`)
  const context = currentContext()
  const take = await findTake(context, viewer, id)
  if (take === null) notFound()
  const [events, receipt, shares, chain] = await Promise.all([
    listTaskEvents(context, viewer, id),
    findReceipt(context, viewer, id),
    listShares(context, viewer, id),
    findTakeChain(context, viewer, id),
  ])
  return (
    <TaskDetail
      key={id}
      take={take}
      events={events}
      receipt={receipt}
      shares={shares}
      isSharing={share !== undefined}
      chain={chain}
      actions={actionsFor(user, {
        cancelTask: cancelTaskAction,
        retryTask: retryTaskAction,
        deleteTask: deleteTaskAction,
        settleUnconfirmed: settleUnconfirmedAction,
      })}
      {...actionsFor(user, { verifyVideo: verifyVideoAction })}
      shareActions={actionsFor(user, { createShare: createShareAction, revokeShare: revokeShareAction })}
    />
  )
}
