import { type ChainLink, listTakesAfter, listTakesBefore } from '#lib/data/take-chain.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type TakeChain, takeChainSchema } from '#lib/generation/take-chain.ts'
import type { ServiceContext } from './context.ts'

/** Far more than one take is continued in; the rest is found in the library. */
const mostShown = 12

/** Where a take came from and what became of it; both empty for one that is not there or somebody else's. */
export async function findTakeChain(context: ServiceContext, viewer: UserViewer, taskId: string): Promise<TakeChain> {
  const { client } = context.database
  const [before, after] = await Promise.all([listTakesBefore(viewer, client, taskId), listTakesAfter(viewer, client, taskId, mostShown)])
  return takeChainSchema.parse({ before: before.map(viewLink), after: after.map(viewLink) })
}

function viewLink({ taskId, hasPoster, createdAt, ...link }: ChainLink) {
  return {
    ...link,
    id: taskId,
    posterUrl: hasPoster ? `/api/tasks/${taskId}/poster` : null,
    createdAt: createdAt.toISOString(),
  }
}
