import type { ServiceContext } from '#lib/services/context.ts'
import { openSignedUpload, openUpload } from '#lib/services/open-upload.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import { methods, publicRoute } from '#lib/session/route.ts'
import { findViewer } from '#lib/session/viewer.ts'
import { serveStoredFile } from '#lib/storage/serve-file.ts'

/** `file`, or `file.png` where a vendor goes by the ending. */
const filePattern = /^file(\.[a-z0-9]{1,5})?$/

/** One's own upload by session; anybody's by an address we signed for a vendor. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: publicRoute({
    async handle({ request, context, param }) {
      if (!filePattern.test(param('file'))) return errorResponse('not_found')
      const upload = await find(context, request, param('id'))
      if (upload === null) return errorResponse('not_found')
      const served = await serveStoredFile(request, context.storage, upload.storageKey, {
        contentType: upload.contentType,
        cacheControl: 'private, max-age=3600',
        ...(new URL(request.url).searchParams.has('download') && { fileName: upload.name, isDownload: true }),
      })
      return served ?? errorResponse('not_found')
    },
  }),
})

async function find(context: ServiceContext, request: Request, id: string) {
  const query = new URL(request.url).searchParams
  if (query.has('signature')) return openSignedUpload(context, id, query)
  const signedIn = await findViewer(request.headers, context)
  return signedIn === null ? null : openUpload(context, signedIn.viewer, id)
}
