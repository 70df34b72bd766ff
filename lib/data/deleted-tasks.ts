import { failuresPerhapsCharged } from '#lib/generation/failure.ts'
import type { TransactionClient } from './database.ts'
import { isId } from './id.ts'
import type { UserViewer } from './viewer.ts'

/**
 * Removes a settled task, in the caller's transaction. What it cost stays in the books; its files are named in tombstones, which a sweep
 * clears from storage. The lock comes first: what was written of the task before it is then seen, and what comes after finds nothing.
 */
export async function deleteTask(viewer: UserViewer, client: TransactionClient, id: string): Promise<boolean> {
  if (!isId(id)) return false
  const locked = await client.$executeRaw`
    SELECT id FROM "Task" WHERE id = ${id} AND "userId" = ${viewer.userId} AND state IN ('succeeded', 'failed', 'cancelled') FOR UPDATE`
  if (locked === 0) return false
  await client.$executeRaw`
    WITH film AS (
      DELETE FROM "Video" WHERE "taskId" = ${id} RETURNING ARRAY["storageKey", "posterKey", "previewKey", "playableKey"] AS keys
    ), gone AS (
      DELETE FROM "Task" WHERE id = ${id}
      RETURNING id, "userId", vendor, model, mode, state, "failureCode", "isSandbox", "creditsQuoted", "creditsCharged", request,
                "createdAt", "submittedAt", "vendorDoneAt", "vendorTaskId"
    ), charge AS (
      INSERT INTO "DeletedTask" (id, "userId", vendor, model, mode, state, "failureCode", "isSandbox", "creditsQuoted", "creditsCharged",
                                 duration, resolution, upscale, "hasVideos", "createdAt", "submittedAt", "vendorDoneAt")
      SELECT id, "userId", vendor, model, mode, state, "failureCode", "isSandbox", "creditsQuoted",
             CASE WHEN state <> 'succeeded' AND "vendorTaskId" IS NULL AND "creditsCharged" IS NULL
                   AND NOT coalesce("failureCode" = ANY(${[...failuresPerhapsCharged]}::text[]), false)
                  THEN 0 ELSE "creditsCharged" END,
             (request->>'duration')::float8, request->>'resolution', request->>'upscale',
             coalesce(jsonb_array_length(request->'videos'), 0) > 0, "createdAt", "submittedAt", "vendorDoneAt"
        FROM gone
    )
    INSERT INTO "StorageTombstone" ("storageKey")
    SELECT key FROM film CROSS JOIN LATERAL unnest(film.keys) AS key WHERE key IS NOT NULL
        ON CONFLICT DO NOTHING`
  return true
}
