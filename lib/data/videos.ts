import type { Video } from '#prisma/generated/client.ts'
import type { Client, Database } from './database.ts'
import { isId } from './id.ts'
import { inGroups } from './in-groups.ts'
import type { EngineViewer, Viewer } from './viewer.ts'

export type VideoRow = Video

/** With what its file is named after. */
export type VideoOfTake = VideoRow & { task: { prompt: string; createdAt: Date } }

export async function findVideo(viewer: Viewer, client: Client, taskId: string): Promise<VideoOfTake | null> {
  if (!isId(taskId)) return null
  return client.video.findFirst({
    omit: { sourceUrl: false },
    include: { task: { select: { prompt: true, createdAt: true } } },
    where: { taskId, task: viewer.kind === 'engine' ? {} : { userId: viewer.userId } },
  })
}

/** The newest take, archived before then, whose poster, strip and copy nobody has made. */
export async function findUnpreparedVideo(
  _viewer: EngineViewer,
  client: Client,
  before: Date,
): Promise<Pick<VideoRow, 'taskId' | 'storageKey' | 'archivedAt'> | null> {
  return client.video.findFirst({
    where: { preparedAt: null, archivedAt: { lt: before } },
    orderBy: { archivedAt: 'desc' },
    select: { taskId: true, storageKey: true, archivedAt: true },
  })
}

/** What is made of a film once it is kept. */
export interface VideoCompanions {
  posterKey: string | null
  previewKey: string | null
  preview: object | null
  playableKey: string | null
  playableBytes: number | null
  playableSha256: string | null
}

/** What `advanceTask` writes with the move to `succeeded`. */
export type NewVideo = Omit<VideoRow, keyof VideoCompanions | 'preparedAt' | 'bytes'> & { bytes: number }

export type MadeCompanions = Partial<VideoCompanions> & { preparedAt?: Date }

const companionColumns = Object.keys({
  posterKey: true,
  previewKey: true,
  preview: true,
  playableKey: true,
  playableBytes: true,
  playableSha256: true,
  preparedAt: true,
} satisfies Record<keyof MadeCompanions, true>)

const listed = (prefix: string) => companionColumns.map((column) => `${prefix}"${column}"`).join(', ')

/** Only what was made is written; the rest stays as it is. */
const addStatement = `
  UPDATE "Video" AS v SET (${listed('')}) = (SELECT ${listed('p.')} FROM jsonb_populate_record(v, i.made) AS p)
    FROM jsonb_to_recordset($1::jsonb) AS i("taskId" text, made jsonb)
   WHERE v."taskId" = i."taskId"
  RETURNING v."taskId"`

const add = inGroups<{ taskId: string; made: MadeCompanions }, boolean>(
  async (pool, films) => {
    const { rows } = await pool.query({ name: 'add-companions', text: addStatement, values: [JSON.stringify(films)] })
    const found = new Set(rows.map((row) => row.taskId))
    return films.map(({ taskId }) => found.has(taskId))
  },
  ({ taskId }) => taskId,
)

/** False when the take is gone. */
export async function addCompanions(_viewer: EngineViewer, database: Database, taskId: string, made: MadeCompanions): Promise<boolean> {
  return add(database, { taskId, made })
}
