import { listConnectionRows } from '#lib/data/connections.ts'
import {
  type ActiveTask,
  countEverything,
  type EngineOverview,
  listActiveTasks,
  listRecentEvents,
  listVendorRecords,
  type RecentEvent,
  type VendorRecord,
} from '#lib/data/engine-overview.ts'
import { listVendorHealth, type VendorAccount, type VendorHealthRow } from '#lib/data/vendor-health.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type ActivityTask, type ActivityVendor, type ActivityView, activityViewSchema } from '#lib/generation/activity-view.ts'
import { vendorIds } from '#lib/generation/request.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import type { ServiceContext } from './context.ts'
import { type Connection, resolveConnectionFrom } from './resolve-connection.ts'
import { noteOf } from './take-view.ts'
import { effectiveLimit, viewHealth } from './vendor-health.ts'

const listed = 50
const recentEvents = 200
const latelyMs = 3_600_000
const eventsPerVendor = 5

/** What runs, what waits and why, and what each vendor has been doing; null for anybody but the owner. */
export async function listActivity(context: ServiceContext, viewer: UserViewer): Promise<ActivityView | null> {
  const { client } = context.database
  const overview = await countEverything(viewer, context.database, context.clock())
  if (!overview) return null
  const list = (state: TaskState) => listActiveTasks(viewer, client, state, listed)
  const [unconfirmed, submitting, running, archiving, queued, connections, health, events, records] = await Promise.all([
    list('unconfirmed'),
    list('submitting'),
    list('running'),
    list('archiving'),
    list('queued'),
    listConnectionRows(client),
    listVendorHealth(client),
    listRecentEvents(viewer, client, recentEvents),
    listVendorRecords(viewer, context.database, latelyMs),
  ])
  const view = (task: ActiveTask) => viewTask(viewer, task)
  return activityViewSchema.parse({
    unconfirmed: unconfirmed.map(view),
    underWay: [...submitting, ...running, ...archiving].map(view),
    waiting: queued.map(view),
    waitingCount: countIn(overview, ['queued']),
    storageWaits: overview.storageWaits,
    lateAlarms: overview.jobs.reduce((sum, job) => sum + job.ready, 0),
    vendors: vendorIds.map((vendor) => {
      const connection = resolveConnectionFrom(context, vendor, connections.find((row) => row.vendor === vendor) ?? null)
      return viewVendor(context, connection, { overview, health, events, records })
    }),
  })
}

function viewTask(viewer: UserViewer, task: ActiveTask): ActivityTask {
  return {
    id: task.id,
    isOwn: task.userId === viewer.userId,
    maker: task.userName,
    prompt: task.prompt,
    vendor: task.vendor,
    isSandbox: task.isSandbox,
    state: task.state,
    note: noteOf(task),
    traceId: task.traceId,
    createdAt: task.createdAt.toISOString(),
    submittedAt: task.submittedAt?.toISOString() ?? null,
  }
}

function viewVendor(
  context: ServiceContext,
  connection: Connection,
  known: {
    overview: EngineOverview
    health: readonly VendorHealthRow[]
    events: readonly RecentEvent[]
    records: readonly VendorRecord[]
  },
): ActivityVendor {
  const { vendor } = connection
  const account: VendorAccount = { vendor, isSandbox: connection.state === 'sandbox' }
  const isOfAccount = (row: { vendor: string; isSandbox: boolean }) => row.vendor === vendor && row.isSandbox === account.isSandbox
  const row = known.health.find(isOfAccount) ?? null
  const record = known.records.find(isOfAccount) ?? null
  const now = context.clock()
  const limit = effectiveLimit(account, row, connection.maxRunning, now)
  const count = (states: readonly TaskState[]) => countIn({ states: known.overview.states.filter(isOfAccount) }, states)
  return {
    vendor,
    isSandbox: account.isSandbox,
    running: count(['submitting', 'running']),
    waiting: count(['queued']),
    limit,
    isLearnt: limit !== connection.maxRunning,
    health: viewHealth(account, row, now),
    pausedUntil: row?.pausedUntil && row.pausedUntil > now ? row.pausedUntil.toISOString() : null,
    lastFailure: row?.lastFailureCode && row.lastFailureAt ? { code: row.lastFailureCode, at: row.lastFailureAt.toISOString() } : null,
    lately: {
      sent: record?.sent ?? 0,
      accepted: record?.accepted ?? 0,
      answerMs: record === null || record.answerMs === null ? null : Math.round(record.answerMs),
      unconfirmed: record?.unconfirmed ?? 0,
      finished: record?.finished ?? 0,
      failed: record?.failed ?? 0,
      checksFailed: record?.checksFailed ?? 0,
    },
    calls: context.metrics
      .list()
      .filter((series) => series.vendor === vendor)
      .map(({ call, count: calls, failures, sumSeconds }) => ({
        call,
        count: calls,
        failed: [...failures.values()].reduce((sum, one) => sum + one, 0),
        meanMs: Math.round((sumSeconds / calls) * 1000),
      })),
    events: known.events
      .filter(isOfAccount)
      .slice(0, eventsPerVendor)
      .map(({ id, at, message }) => ({ id, at: at.toISOString(), message })),
  }
}

function countIn({ states }: Pick<EngineOverview, 'states'>, wanted: readonly TaskState[]): number {
  return states.reduce((sum, row) => (wanted.includes(row.state) ? sum + row.tasks : sum), 0)
}
