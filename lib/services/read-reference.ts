import { buffer } from 'node:stream/consumers'
import { findUpload } from '#lib/data/uploads.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { sandboxUploadOrigin } from './upload-address.ts'
import { fetchResult } from './vendor-endpoint.ts'

const maxReferenceBytes = 256 * 1024 ** 2

/** What the sandbox sees when it opens a reference: our uploads from storage, everything else through the guard; null when it cannot be had. */
export async function readReference(context: ServiceContext, viewer: EngineViewer, url: string): Promise<Uint8Array | null> {
  if (url.startsWith(`${sandboxUploadOrigin}/`)) {
    const id = new URL(url).pathname.slice(1).replace(/\.[a-z0-9]+$/, '')
    const upload = await findUpload(viewer, context.database.client, id)
    const stream = upload && (await context.storage.read(upload.storageKey))
    return stream ? buffer(stream) : null
  }
  const fetched = await fetchResult(context, url, { timeoutMs: 30_000, maxRedirects: 3 })
  if (!fetched.ok) return null
  const { response } = fetched
  if (response.status !== 200 || !response.body) {
    await response.body?.cancel()
    return null
  }
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength
      if (bytes > maxReferenceBytes) return null
      chunks.push(chunk)
    }
  } catch (error) {
    context.log.info({ err: error }, 'a reference broke off')
    return null
  }
  return Buffer.concat(chunks)
}
