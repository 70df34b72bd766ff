import { listTaskEvents as listEventRows } from '#lib/data/task-events.ts'
import { findTask, findTasks } from '#lib/data/tasks.ts'
import { findVideo } from '#lib/data/videos.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import {
  type TakeView,
  type TaskEventView,
  type TaskView,
  taskEventViewSchema,
  type VideoReceipt,
  videoReceiptSchema,
} from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { toTakeView, toTaskView } from './take-view.ts'

/** Null when there is no such take, and when it is somebody else's. */
export async function findTake(context: ServiceContext, viewer: UserViewer, id: string): Promise<TakeView | null> {
  const task = await findTask(viewer, context.database.client, id)
  return task && toTakeView(context, task)
}

export async function findTaskView(context: ServiceContext, viewer: UserViewer, id: string): Promise<TaskView | null> {
  const task = await findTask(viewer, context.database.client, id)
  return task && toTaskView(context, task)
}

/** In one query, whatever their number; ids of others and unknown ids are left out. */
export async function findTakes(context: ServiceContext, viewer: UserViewer, ids: readonly string[]): Promise<TakeView[]> {
  const tasks = await findTasks(viewer, context.database.client, ids)
  return Promise.all(tasks.map((task) => toTakeView(context, task)))
}

export async function listTaskEvents(context: ServiceContext, viewer: UserViewer, id: string): Promise<TaskEventView[]> {
  const rows = await listEventRows(viewer, context.database.client, id)
  return rows.map((row) => taskEventViewSchema.parse({ ...row, at: row.at.toISOString() }))
}

export async function findReceipt(context: ServiceContext, viewer: UserViewer, id: string): Promise<VideoReceipt | null> {
  const video = await findVideo(viewer, context.database.client, id)
  return (
    video &&
    videoReceiptSchema.parse({
      ...video,
      bytes: Number(video.bytes),
      archivedAt: video.archivedAt.toISOString(),
      playable: video.playableKey === null ? null : { bytes: Number(video.playableBytes), sha256: video.playableSha256 },
    })
  )
}
