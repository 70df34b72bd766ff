import { z } from 'zod'
import { findCreationDetails } from '#lib/data/task-events.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { type AssumableField, assumableFields } from '#lib/generation/assumable-field.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import type { ServiceContext } from './context.ts'
import { findRequestUploads } from './references.ts'

export interface UsedAgain {
  request: GenerationRequest
  /** Those of its files that are still here, by the id that the request gives them. */
  uploads: Record<string, UploadView>
  /** What the form filled in; everything else was asked for. */
  assumed: AssumableField[]
}

/** What a form needs to begin with a take's request once more. */
export async function findUsedAgain(
  context: ServiceContext,
  viewer: UserViewer,
  take: { id: string; request: GenerationRequest },
): Promise<UsedAgain> {
  const [uploads, assumed] = await Promise.all([
    findRequestUploads(context, viewer, take.request),
    findAssumedFields(context, viewer, take.id),
  ])
  return { request: take.request, uploads, assumed }
}

const detailsSchema = z.object({ assumed: z.array(z.enum(assumableFields)) })

/** None for a take that was ordered over the API: who writes a field there means it. */
export async function findAssumedFields(context: ServiceContext, viewer: UserViewer, taskId: string): Promise<AssumableField[]> {
  const details = detailsSchema.safeParse(await findCreationDetails(viewer, context.database.client, taskId))
  return details.success ? details.data.assumed : []
}
