import { createTask, createTaskWith } from '#lib/data/create-tasks.ts'
import { createId } from '#lib/data/id.ts'
import { markLinksUsed, markUploadsUsed } from '#lib/data/reference-uses.ts'
import type { NewTaskEvent } from '#lib/data/task-events.ts'
import { findTaskByIdempotencyKey, hashRequest, type NewTask, type TaskRow } from '#lib/data/tasks.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { AssumableField } from '#lib/generation/assumable-field.ts'
import { hasErrors, type Issue } from '#lib/generation/issue.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { resolveModel } from '#lib/vendors/defaults.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { describeLinks } from './describe-links.ts'
import { checkReachable, describeUploads } from './references.ts'
import { resolveConnection } from './resolve-connection.ts'
import { toTakeView } from './take-view.ts'

export type SubmitGenerationResult =
  | { ok: true; take: TakeView; isReplay: boolean }
  | { ok: false; code: 'invalid' | 'conflict'; message: string; issues: Issue[] }

/**
 * Accepts a request: validated again, then row, references, first event and alarm in one commit. The vendor is not called here, so
 * the answer is immediate, and nothing that fails validation can reach a vendor.
 */
export async function submitGeneration(
  context: ServiceContext,
  viewer: UserViewer,
  input: { request: unknown; idempotencyKey?: string; retryOfId?: string; assumed?: readonly AssumableField[] },
): Promise<SubmitGenerationResult> {
  const parsed = parseGenerationRequest(input.request)
  if (!parsed.ok) return invalid(parsed.issues)
  const idempotencyKey = input.idempotencyKey ?? null
  const requestHash = hashRequest(parsed.request)
  const replay = await findReplay(context, viewer, idempotencyKey, requestHash)
  if (replay) return replay

  const uploads = await describeUploads(viewer, context.database.client, parsed.request)
  const links = await describeLinks(context, viewer, uploads.request)
  const { request } = links
  const vendor = vendors[request.vendor]
  const connection = await resolveConnection(context, request.vendor)
  const issues = [
    ...uploads.issues,
    ...links.issues,
    ...vendor.check(request),
    ...(await checkReachable(context, viewer, connection, request)),
  ]
  if (connection.state === 'off') {
    issues.unshift({
      path: 'vendor',
      code: 'vendor_unavailable',
      message: `${vendor.name} is off here. ${connection.reason}`,
      severity: 'error',
    })
  }
  if (hasErrors(issues)) return invalid(issues)

  const now = context.clock()
  const isSandbox = connection.state === 'sandbox'
  const task: NewTask = {
    id: createId(now.getTime()),
    request,
    model: resolveModel(request),
    requestHash,
    idempotencyKey,
    isSandbox,
    creditsQuoted: vendor.quote(request)?.amount ?? null,
    retryOfId: input.retryOfId ?? null,
    createdAt: now,
  }
  const event = {
    type: 'created',
    message: isSandbox ? `Accepted for ${vendor.name}, on the built-in sandbox.` : `Accepted for ${vendor.name}.`,
    details: { requestHash, ...(input.assumed && { assumed: [...input.assumed] }) },
    at: now,
  }
  const created = await create(context, viewer, task, event)
  // An upload was deleted between judging and accepting; judging again names it.
  if (created === 'upload_gone') return submitGeneration(context, viewer, input)
  if (created === 'key_taken') {
    // Two submits under one key at the same moment: the second finds the first one's row.
    const winner = await findReplay(context, viewer, idempotencyKey, requestHash)
    if (winner) return winner
    throw new Error('the take that had this key a moment ago is gone')
  }
  context.queue.ring({ name: 'submit', taskId: created.id })
  context.log.info({ taskId: created.id, vendor: created.vendor, mode: created.mode, isSandbox }, 'task accepted')
  return { ok: true, take: await toTakeView(context, created), isReplay: false }
}

async function create(
  context: ServiceContext,
  viewer: UserViewer,
  task: NewTask,
  event: NewTaskEvent,
): Promise<TaskRow | 'upload_gone' | 'key_taken'> {
  const { images = [], videos = [], audios = [] } = task.request
  if (images.length + videos.length + audios.length === 0) {
    return (await createTask(viewer, context.database, task, event)) ?? 'key_taken'
  }
  return context.database.transaction(async (client) => {
    if (!(await markUploadsUsed(viewer, client, task.request, task.createdAt))) return 'upload_gone'
    const created = await createTaskWith(viewer, client, task, event)
    if (!created) return 'key_taken'
    await markLinksUsed(viewer, client, task, task.createdAt)
    return created
  })
}

async function findReplay(
  context: ServiceContext,
  viewer: UserViewer,
  idempotencyKey: string | null,
  requestHash: string,
): Promise<SubmitGenerationResult | null> {
  if (idempotencyKey === null) return null
  const task: TaskRow | null = await findTaskByIdempotencyKey(viewer, context.database.client, idempotencyKey)
  if (!task) return null
  if (task.requestHash === requestHash) return { ok: true, take: await toTakeView(context, task), isReplay: true }
  return { ok: false, code: 'conflict', message: 'This Idempotency-Key was used for a different request.', issues: [] }
}

function invalid(issues: Issue[]): SubmitGenerationResult {
  const count = issues.filter((issue) => issue.severity === 'error').length
  return {
    ok: false,
    code: 'invalid',
    message:
      count === 1
        ? 'One thing must change before this can run. Nothing was sent.'
        : `${count} things must change before this can run. Nothing was sent.`,
    issues,
  }
}
