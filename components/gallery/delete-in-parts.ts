import type { DeleteTasks } from '#components/task/task-actions.ts'

/** Small enough that the count moves while one waits; the action takes a hundred. */
const partSize = 25

export interface DeletionReport {
  goneIds: string[]
  /** What stays, each with the reason. */
  refused: { id: string; message: string }[]
  /** Why it ended before the last one; null when it did not. */
  problem: string | null
}

export interface DeletionSteps {
  /** What is gone by now may leave the page. */
  onGone: (ids: readonly string[]) => void
  /** Asked before each part. */
  isStopped: () => boolean
}

/** Many takes, part by part; what was not come to is in neither list. */
export async function deleteInParts(
  deleteTasks: DeleteTasks,
  ids: readonly string[],
  { onGone, isStopped }: DeletionSteps,
): Promise<DeletionReport> {
  const report: DeletionReport = { goneIds: [], refused: [], problem: null }
  for (let start = 0; start < ids.length && !isStopped(); start += partSize) {
    const result = await deleteTasks(ids.slice(start, start + partSize)).catch(() => ({
      ok: false as const,
      message: 'The server did not answer.',
    }))
    if (!result.ok) return { ...report, problem: result.message }
    report.goneIds.push(...result.goneIds)
    report.refused.push(...result.refused)
    onGone(result.goneIds)
  }
  return report
}
