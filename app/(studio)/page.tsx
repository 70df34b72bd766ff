import type { Metadata } from 'next'
import { submitGenerationAction } from '#app/_actions/generation.ts'
import { cancelTaskAction, deleteTaskAction, retryTaskAction, settleUnconfirmedAction } from '#app/_actions/tasks.ts'
import { ComposePage } from '#components/composer/compose-page.tsx'
import { chainAddress, readChainStart, unreadWords } from '#lib/generation/take-chain.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { findTake } from '#lib/services/find-take.ts'
import { findUsedAgain } from '#lib/services/find-used-again.ts'
import { listConnections } from '#lib/services/list-connections.ts'
import { listTakes } from '#lib/services/list-takes.ts'
import { actionsFor } from '#lib/session/action.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Create' }

const recentTakes = 12

interface CreatePageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function CreatePage({ searchParams }: CreatePageProps) {
  const query = await searchParams
  const from = typeof query.from === 'string' ? query.from : null
  const chain = readChainStart(query)
  const { viewer, user } = await requireViewer(
    chain !== null ? chainAddress(chain) : from !== null ? `/?from=${encodeURIComponent(from)}` : '/',
  )
  const context = currentContext()
  const [connections, takes, start] = await Promise.all([
    listConnections(context, viewer),
    listTakes(context, viewer, { limit: recentTakes }),
    from === null ? null : findTake(context, viewer, from),
  ])
  const again = chain === null && start !== null ? await findUsedAgain(context, viewer, start) : null
  const isTakeGone = from !== null && start === null
  const unmet = [isTakeGone ? 'That take is not there any more.' : null, unreadWords(query)].filter((words) => words !== null)
  return (
    <ComposePage
      key={user.id}
      {...actionsFor(user, { submitGeneration: submitGenerationAction })}
      draftOwner={user.id}
      connections={connections}
      uploadsEnabled
      again={again}
      initialStart={chain && { ...chain, take: start }}
      unmet={unmet}
      initialTakes={takes.ok ? takes.items : []}
      taskActions={actionsFor(user, {
        cancelTask: cancelTaskAction,
        retryTask: retryTaskAction,
        deleteTask: deleteTaskAction,
        settleUnconfirmed: settleUnconfirmedAction,
      })}
    />
  )
}
