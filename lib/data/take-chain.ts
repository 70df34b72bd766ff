import { z } from 'zod'
import { type Mode, modes } from '#lib/generation/request.ts'
import { type TaskState, taskStates } from '#lib/generation/task-state.ts'
import type { Prisma } from '#prisma/generated/client.ts'
import type { Client } from './database.ts'
import { isId } from './id.ts'
import type { UserViewer } from './viewer.ts'

/** One step from one take to another: a file made of the first went with the request of the second. */
export interface ChainLink {
  /** The take at the other end. */
  taskId: string
  prompt: string
  state: TaskState
  hasPoster: boolean
  createdAt: Date
  /** What the later take did with the file. */
  mode: Mode
  /** `image` is a frame of the film. */
  kind: string
  /** When that frame begins; null for the film itself. */
  frameAt: number | null
}

const task = { id: true, prompt: true, state: true, mode: true, createdAt: true, video: { select: { posterKey: true } } }
const upload = { kind: true, edit: true } satisfies Prisma.UploadSelect
const editSchema = z.object({ frame: z.number() })

/** The takes whose film or frame this one was made from, in the order of its references. */
export async function listTakesBefore(viewer: UserViewer, client: Client, taskId: string): Promise<ChainLink[]> {
  if (!isId(taskId)) return []
  const rows = await client.reference.findMany({
    where: { taskId, task: { userId: viewer.userId }, upload: { OR: [ofAnyTake, { original: ofAnyTake }] } },
    orderBy: [{ kind: 'asc' }, { position: 'asc' }],
    select: {
      task: { select: { mode: true } },
      upload: { select: { ...upload, fromTask: { select: task }, original: { select: { ...upload, fromTask: { select: task } } } } },
    },
  })
  return rows.flatMap((row) => {
    const source = row.upload?.fromTask ? row.upload : row.upload?.original
    return source?.fromTask ? [toLink(source.fromTask, source, row.task.mode)] : []
  })
}

/** The takes that were made from this one's film or a frame of it, newest first. */
export async function listTakesAfter(viewer: UserViewer, client: Client, taskId: string, limit: number): Promise<ChainLink[]> {
  if (!isId(taskId)) return []
  const ofThis = { userId: viewer.userId, fromTaskId: taskId } satisfies Prisma.UploadWhereInput
  const rows = await client.reference.findMany({
    where: { task: { userId: viewer.userId }, upload: { OR: [ofThis, { original: ofThis }] } },
    orderBy: [{ task: { createdAt: 'desc' } }, { taskId: 'desc' }],
    distinct: ['taskId'],
    take: limit,
    select: { task: { select: task }, upload: { select: { ...upload, fromTaskId: true, original: { select: upload } } } },
  })
  return rows.flatMap((row) => {
    const source = row.upload?.fromTaskId === taskId ? row.upload : row.upload?.original
    return source ? [toLink(row.task, source, row.task.mode)] : []
  })
}

const ofAnyTake = { fromTaskId: { not: null } } satisfies Prisma.UploadWhereInput

function toLink(
  found: Prisma.TaskGetPayload<{ select: typeof task }>,
  file: { kind: string; edit: Prisma.JsonValue },
  mode: string,
): ChainLink {
  const edit = editSchema.safeParse(file.edit)
  return {
    taskId: found.id,
    prompt: found.prompt,
    state: z.enum(taskStates).parse(found.state),
    hasPoster: found.video?.posterKey !== null && found.video?.posterKey !== undefined,
    createdAt: found.createdAt,
    mode: z.enum(modes).parse(mode),
    kind: file.kind,
    frameAt: edit.success ? edit.data.frame : null,
  }
}
