import { z } from 'zod'
import type { LinkedFileView } from '#lib/generation/linked-file.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { probeLink } from '#lib/services/probe-link.ts'
import { errorResponse } from '#lib/session/http-error.ts'
import type { RouteReply } from '#lib/session/route.ts'
import type { SignedIn } from '#lib/session/viewer.ts'

export const linkBodySchema = z.strictObject({ url: z.string() })

/** What lies at an address, for our own pages and for scripts alike. */
export async function lookAtLink(context: ServiceContext, { viewer }: SignedIn, url: string): Promise<RouteReply<LinkedFileView>> {
  const result = await probeLink(context, viewer, url)
  if (result.ok) return { value: result.link }
  const { code, message } = result
  return code === 'invalid'
    ? errorResponse('invalid_request', { message, issues: [{ path: 'url', code: 'invalid_url', message, severity: 'error' }] })
    : errorResponse('too_many_requests', { message, headers: { 'retry-after': '10' } })
}
