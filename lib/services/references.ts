import type { Client } from '#lib/data/database.ts'
import { findUploads, type UploadRow } from '#lib/data/uploads.ts'
import type { Viewer } from '#lib/data/viewer.ts'
import type { Issue } from '#lib/generation/issue.ts'
import type { GenerationRequest, Reference } from '#lib/generation/request.ts'
import { checkFormat } from '#lib/vendors/check-format.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import type { Connection } from './resolve-connection.ts'
import { withTidyCopies } from './tidy-copies.ts'

const fields = ['images', 'videos', 'audios'] as const
const kinds = { images: 'image', videos: 'video', audios: 'audio' } as const
const kindWords = { image: 'an image', video: 'a video', audio: 'an audio file' } as const

/** Under `.invalid` nothing on the internet can answer; only the sandbox of this process reads it. */
export const sandboxUploadOrigin = 'https://uploads.sandbox.invalid'

/** A vendor may wait hours before it reads a reference. */
const uploadUrlSeconds = 24 * 3600

function uploadIds(request: GenerationRequest): string[] {
  return fields.flatMap((field) => (request[field] ?? []).flatMap((reference) => ('upload' in reference ? [reference.upload] : [])))
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
  for (const field of fields) {
    const references = request[field]
    if (!references) continue
    described[field] = references.map((reference, index): Reference => {
      if (!('upload' in reference)) return reference
      const upload = uploads.get(reference.upload)
      if (!upload) {
        issues.push({
          path: field,
          index,
          code: 'unknown_upload',
          message: 'This upload is not there any more; add the file again.',
          severity: 'error',
        })
        return reference
      }
      if (upload.kind !== kinds[field]) {
        const message = `“${upload.name}” is ${kindWords[upload.kind]}, not ${kindWords[kinds[field]]}.`
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

/** Uploads that the vendor could never read, because this installation has no address on the internet. */
export function checkReachable(context: ServiceContext, connection: Connection, request: GenerationRequest): Issue[] {
  if (connection.state !== 'live' || context.env.PUBLIC_URL !== undefined || context.storage.signedUrl) return []
  return fields.flatMap((field) =>
    (request[field] ?? []).flatMap((reference, index): Issue[] =>
      'upload' in reference
        ? [
            {
              path: field,
              index,
              code: 'unreachable',
              message: 'The vendor cannot read a file from this computer. Give a public URL, or set PUBLIC_URL or object storage.',
              severity: 'error',
            },
          ]
        : [],
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
  for (const field of fields) {
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
  const extension = /\.[a-z0-9]{1,5}$/i.exec(upload.name)?.[0].toLowerCase() ?? ''
  if (connection.state === 'sandbox') return `${sandboxUploadOrigin}/${upload.id}${extension}`
  if (context.storage.signedUrl) {
    return context.storage.signedUrl(upload.storageKey, { expiresInSeconds: uploadUrlSeconds, contentType: upload.contentType })
  }
  if (context.env.PUBLIC_URL === undefined) return null
  const expires = Math.floor(context.clock().getTime() / 1000) + uploadUrlSeconds
  const signature = context.secrets.sign('upload', `${upload.id}.${expires}`)
  return `${context.env.PUBLIC_URL}/api/uploads/${upload.id}/file${extension}?expires=${expires}&signature=${signature}`
}

/** True when a vendor comes with the address we gave it, in time. */
export function isSignedUpload(context: ServiceContext, id: string, query: URLSearchParams): boolean {
  const expires = Number(query.get('expires'))
  const signature = query.get('signature') ?? ''
  if (!Number.isSafeInteger(expires) || expires * 1000 < context.clock().getTime()) return false
  return context.secrets.verify('upload', `${id}.${expires}`, signature)
}

async function uploadsById(viewer: Viewer, client: Client, ids: string[]): Promise<Map<string, UploadRow>> {
  if (ids.length === 0) return new Map()
  return withTidyCopies(viewer, client, await findUploads(viewer, client, ids))
}
