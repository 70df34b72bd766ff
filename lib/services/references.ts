import type { Client } from '#lib/data/database.ts'
import { findUploads, type UploadRow } from '#lib/data/uploads.ts'
import type { Viewer } from '#lib/data/viewer.ts'
import { kindInWords, kindOfField, listFields } from '#lib/generation/file-kinds.ts'
import type { Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest, Reference } from '#lib/generation/request.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { checkFormat } from '#lib/vendors/check-format.ts'
import { goneUploadIssue } from '#lib/vendors/gone-upload.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { findReach } from './check-reach.ts'
import type { ServiceContext } from './context.ts'
import type { Connection } from './resolve-connection.ts'
import { withTidyCopies } from './tidy-copies.ts'
import { listHandOvers, sandboxAddress } from './upload-address.ts'
import { viewUpload } from './upload-view.ts'

function uploadIds(request: GenerationRequest): string[] {
  return listFields.flatMap((field) => (request[field] ?? []).flatMap((reference) => ('upload' in reference ? [reference.upload] : [])))
}

/** Adds to each upload what we know of the file, so that the rules can judge it; names uploads that are not there or of the wrong kind. */
export async function describeUploads(
  viewer: Viewer,
  client: Client,
  request: GenerationRequest,
): Promise<{ request: GenerationRequest; issues: Issue[] }> {
  const uploads = await uploadsById(viewer, client, uploadIds(request))
  const issues: Issue[] = []
  const described = { ...request }
  for (const field of listFields) {
    const references = request[field]
    if (!references) continue
    described[field] = references.map((reference, index): Reference => {
      if (!('upload' in reference)) return reference
      const upload = uploads.get(reference.upload)
      if (!upload) {
        issues.push(goneUploadIssue(field, index))
        return reference
      }
      if (upload.kind !== kindOfField[field]) {
        const message = `“${upload.name}” is ${kindInWords[upload.kind]}, not ${kindInWords[kindOfField[field]]}.`
        issues.push({ path: field, index, code: 'invalid_type', message, severity: 'error' })
      }
      const format = checkFormat(vendors[request.vendor], request, field, index, upload.container)
      if (format) issues.push(format)
      return {
        upload: reference.upload,
        ...(upload.width !== null && { width: upload.width }),
        ...(upload.height !== null && { height: upload.height }),
        ...(upload.duration !== null && { duration: upload.duration }),
      }
    })
  }
  return { request: described, issues }
}

/** The request's uploads that are still here, by the id that it gives them, for "use again". */
export async function findRequestUploads(
  context: ServiceContext,
  viewer: Viewer,
  request: GenerationRequest,
): Promise<Record<string, UploadView>> {
  const uploads = await uploadsById(viewer, context.database.client, uploadIds(request))
  return Object.fromEntries([...uploads].map(([id, upload]) => [id, viewUpload(upload)]))
}

/** Those of the ids that name files of one's own, in their order. */
export async function findPresentUploads(context: ServiceContext, viewer: Viewer, ids: readonly string[]): Promise<string[]> {
  const present = new Set((await findUploads(viewer, context.database.client, ids)).map(({ id }) => id))
  return ids.filter((id) => present.has(id))
}

/** Uploads that the vendor could not read, because no way leads from here to it. */
export async function checkReachable(
  context: ServiceContext,
  viewer: Viewer,
  connection: Connection,
  request: GenerationRequest,
): Promise<Issue[]> {
  const ids = uploadIds(request)
  if (connection.state !== 'live' || ids.length === 0) return []
  const [upload] = (await uploadsById(viewer, context.database.client, ids)).values()
  // An upload that is not there has its own issue.
  if (!upload) return []
  const reach = await findReach(context, connection, upload)
  if (reach.ok) return []
  return listFields.flatMap((field) =>
    (request[field] ?? []).flatMap((reference, index): Issue[] =>
      'upload' in reference ? [{ path: field, index, code: 'unreachable', message: reach.message, severity: 'error' }] : [],
    ),
  )
}

/** Every reference as a URL the vendor can read; null when an upload has gone since the request was accepted. */
export async function resolveReferences(
  context: ServiceContext,
  viewer: Viewer,
  connection: Connection,
  request: GenerationRequest,
): Promise<GenerationRequest | null> {
  const uploads = await uploadsById(viewer, context.database.client, uploadIds(request))
  const resolved = { ...request }
  for (const field of listFields) {
    const references = request[field]
    if (!references) continue
    const urls: Reference[] = []
    for (const reference of references) {
      if ('url' in reference) {
        urls.push(reference)
        continue
      }
      const upload = uploads.get(reference.upload)
      const url = upload && (await uploadUrl(context, connection, upload))
      if (!url) return null
      const { upload: _, ...facts } = reference
      urls.push({ url, ...facts })
    }
    resolved[field] = urls
  }
  return resolved
}

async function uploadUrl(context: ServiceContext, connection: Connection, upload: UploadRow): Promise<string | null> {
  if (connection.state === 'sandbox') return sandboxAddress(upload)
  const ways = listHandOvers(context, connection.vendor)
  // One way needs no look: there is no other to fall back on, and the request was accepted with it.
  const reach = ways.length > 1 ? await findReach(context, connection, upload) : null
  const way = reach?.ok && reach.way ? reach.way : ways[0]
  return way ? way.addressOf(upload) : null
}

async function uploadsById(viewer: Viewer, client: Client, ids: string[]): Promise<Map<string, UploadRow>> {
  if (ids.length === 0) return new Map()
  return withTidyCopies(viewer, client, await findUploads(viewer, client, ids))
}
