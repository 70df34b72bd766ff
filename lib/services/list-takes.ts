import { isId } from '#lib/data/id.ts'
import { listTasks, type TaskPosition, type TaskRow } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { VendorId } from '#lib/generation/request.ts'
import { isStorable } from '#lib/generation/storable.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import type { TakePage, TaskView } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { toTakeView, toTaskView } from './take-view.ts'

export interface ListTakesQuery {
  cursor?: string
  /** 1 to 100. */
  limit?: number
  state?: TaskState
  vendor?: VendorId
  q?: string
}

const defaultLimit = 24
const maxLimit = 100

export type ListResult<T> = ({ ok: true } & T) | { ok: false; message: string }

/** A page of takes for our own pages, newest first. */
export async function listTakes(context: ServiceContext, viewer: UserViewer, query: ListTakesQuery): Promise<ListResult<TakePage>> {
  const page = await readPage(context, viewer, query)
  if (!page) return { ok: false, message: 'This cursor is not one of ours.' }
  return { ok: true, items: await Promise.all(page.rows.map((row) => toTakeView(context, row))), nextCursor: page.nextCursor }
}

/** A page of tasks for the HTTP API, newest first. */
export async function listTaskViews(
  context: ServiceContext,
  viewer: UserViewer,
  query: ListTakesQuery,
): Promise<ListResult<{ items: TaskView[]; nextCursor: string | null }>> {
  const page = await readPage(context, viewer, query)
  if (!page) return { ok: false, message: 'This cursor is not one of ours.' }
  return { ok: true, items: page.rows.map((row) => toTaskView(context, row)), nextCursor: page.nextCursor }
}

async function readPage(
  context: ServiceContext,
  viewer: UserViewer,
  query: ListTakesQuery,
): Promise<{ rows: TaskRow[]; nextCursor: string | null } | null> {
  const after = query.cursor === undefined ? null : decodeCursor(query.cursor)
  if (query.cursor !== undefined && !after) return null
  const limit = Math.min(maxLimit, Math.max(1, query.limit ?? defaultLimit))
  const q = query.q?.trim()
  // No prompt has them, and the database refuses to look for them.
  if (q !== undefined && !isStorable(q)) return { rows: [], nextCursor: null }
  const filter = { state: query.state, vendor: query.vendor, q: q === '' ? undefined : q }
  // One more than asked for tells whether there is a next page, without counting.
  const rows = await listTasks(viewer, context.database.client, { filter, after, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > limit && last ? encodeCursor(last) : null }
}

function encodeCursor(position: TaskPosition): string {
  return Buffer.from(`${position.createdAt.getTime()}.${position.id}`).toString('base64url')
}

function decodeCursor(cursor: string): TaskPosition | null {
  const [time, id, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split('.')
  if (time === undefined || id === undefined || rest.length > 0 || !/^\d{1,15}$/.test(time) || !isId(id)) return null
  const createdAt = new Date(Number(time))
  return Number.isNaN(createdAt.getTime()) ? null : { createdAt, id }
}
