import { z } from 'zod'
import type { UserViewer } from '#lib/data/viewer.ts'
import { hasErrors, type Issue, issueViewSchema } from '#lib/generation/issue.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { type GenerationRequest, type VendorId, vendorIds } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { checkReachable, describeUploads } from './references.ts'
import { resolveConnection } from './resolve-connection.ts'

export const verdictSchema = z.object({
  ok: z.boolean(),
  issues: z.array(issueViewSchema),
  /** What the vendor would charge, in its own credits; null where it documents no price. */
  credits: z.object({ amount: z.number(), basis: z.enum(['exact', 'history']) }).nullable(),
})
export const verdictsSchema = z.object({ verdicts: z.record(z.enum(vendorIds), verdictSchema) })
export type Verdict = z.infer<typeof verdictSchema>

export type CheckRequestResult =
  | { ok: true; verdicts: Record<VendorId, Verdict> }
  | { ok: false; code: 'invalid'; message: string; issues: Issue[] }

/** What each vendor would say to a request, without asking any of them; refused only when it cannot be read as a request at all. */
export async function checkRequest(context: ServiceContext, viewer: UserViewer, input: unknown): Promise<CheckRequestResult> {
  const parsed = parseGenerationRequest(input)
  if (!parsed.ok) return { ok: false, code: 'invalid', message: 'This could not be read as a request.', issues: parsed.issues }
  const { request, issues: uploadIssues } = await describeUploads(viewer, context.database.client, parsed.request)
  const verdicts = await Promise.all(vendorIds.map((vendor) => judge(context, vendor, request, uploadIssues)))
  return { ok: true, verdicts: Object.fromEntries(vendorIds.map((id, position) => [id, verdicts[position]])) as Record<VendorId, Verdict> }
}

async function judge(
  context: ServiceContext,
  vendorId: VendorId,
  request: GenerationRequest,
  uploadIssues: readonly Issue[],
): Promise<Verdict> {
  const vendor = vendors[vendorId]
  const connection = await resolveConnection(context, vendorId)
  const { translated, issues: translationIssues } = translateTo(vendorId, request)
  const issues = [...uploadIssues, ...translationIssues, ...vendor.check(translated), ...checkReachable(context, connection, translated)]
  if (connection.state === 'off') {
    const message = `${vendor.name} is off here. ${connection.reason}`
    issues.unshift({ path: 'vendor', code: 'vendor_unavailable', message, severity: 'error' })
  }
  return verdictSchema.parse({ ok: !hasErrors(issues), issues, credits: vendor.quote(translated) })
}

/** The same request for another vendor: its model of the same tier stands in for the one that was named. */
function translateTo(vendorId: VendorId, request: GenerationRequest): { translated: GenerationRequest; issues: Issue[] } {
  if (request.vendor === vendorId || request.model === undefined) return { translated: { ...request, vendor: vendorId }, issues: [] }
  const target = vendors[vendorId]
  const asked = vendors[request.vendor].models.find((model) => model.id === request.model)
  // A model that its own vendor does not have has no tier to look for; that vendor's verdict says so.
  if (asked === undefined) return { translated: { ...request, vendor: vendorId, model: target.defaultModel }, issues: [] }
  const twin = target.models.find((model) => model.tier === asked.tier)
  if (twin !== undefined) return { translated: { ...request, vendor: vendorId, model: twin.id }, issues: [] }
  const message = `${target.name} has no model like ${asked.name}.`
  return {
    translated: { ...request, vendor: vendorId, model: target.defaultModel },
    issues: [{ path: 'model', code: 'not_supported', message, severity: 'error' }],
  }
}
