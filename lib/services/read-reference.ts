import { findUpload } from '#lib/data/uploads.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { sandboxUploadOrigin } from './upload-address.ts'
import { fetchResult } from './vendor-endpoint.ts'

const maxReferenceBytes = 256 * 1024 ** 2

/**
 * What the sandbox sees when it opens a reference: our uploads from storage, everything else through the guard; null when it cannot be had.
 * The pieces come as they are read, because a reference may be larger than memory; one that breaks off or is too large ends in an error.
 */
export async function readReference(context: ServiceContext, viewer: EngineViewer, url: string): Promise<AsyncIterable<Uint8Array> | null> {
  if (url.startsWith(`${sandboxUploadOrigin}/`)) {
    const id = new URL(url).pathname.slice(1).replace(/\.[a-z0-9]+$/, '')
    const upload = await findUpload(viewer, context.database.client, id)
    return upload && context.storage.read(upload.storageKey)
  }
  const fetched = await fetchResult(context, url, { timeoutMs: 30_000, maxRedirects: 3 })
  if (!fetched.ok) return null
  const { response } = fetched
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    return null
  }
  return readAtMost(response.body as unknown as AsyncIterable<Uint8Array>)
}

async function* readAtMost(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of body) {
    bytes += chunk.byteLength
    if (bytes > maxReferenceBytes) throw new Error('a reference is too large')
    yield chunk
  }
}
