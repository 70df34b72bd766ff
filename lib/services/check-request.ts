import { z } from 'zod'
import type { UserViewer } from '#lib/data/viewer.ts'
import { hasErrors, type Issue, issueViewSchema } from '#lib/generation/issue.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { type GenerationRequest, type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { VendorOutlook } from '#lib/generation/vendor-outlook.ts'
import { findPastCredits } from '#lib/vendors/past-credits.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { translateRequest, verdicts as verdictsOf } from '#lib/vendors/translate.ts'
import type { Credits } from '#lib/vendors/vendor.ts'
import type { ServiceContext } from './context.ts'
import { describeLinks } from './describe-links.ts'
import { checkReachable, describeUploads } from './references.ts'
import { resolveConnection } from './resolve-connection.ts'
import { vendorOutlooks } from './vendor-outlook.ts'

export const verdictSchema = z.object({
  ok: z.boolean(),
  issues: z.array(issueViewSchema),
  /**
   * What the vendor would charge, in its own credits: documented, or else what the last such take here was charged; null where neither is
   * known, and for a request that is refused: what would make it fit may change the price.
   */
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
  const uploads = await describeUploads(viewer, context.database.client, parsed.request)
  const { request, issues: linkIssues } = await describeLinks(context, viewer, uploads.request)
  const ours = [...uploads.issues, ...linkIssues]
  const judged = verdictsOf(request)
  const { vendors: outlooks } = await vendorOutlooks(context, viewer)
  const verdicts = await Promise.all(
    vendorIds.map((vendor) => {
      const credits = judged[vendor].credits ?? creditsFromHistory(outlooks[vendor], request, vendor)
      return addOurs(context, viewer, vendor, { issues: [...ours, ...judged[vendor].issues], credits }, request)
    }),
  )
  return { ok: true, verdicts: Object.fromEntries(vendorIds.map((id, position) => [id, verdicts[position]])) as Record<VendorId, Verdict> }
}

/** The last charge for the same mode, length and settings; another one's would have to be told with it. */
function creditsFromHistory(outlook: VendorOutlook, request: GenerationRequest, vendor: VendorId): Credits | null {
  const past = findPastCredits(outlook, translateRequest(request, vendor).request)
  return past?.isAlike ? { amount: past.amount, basis: 'history' } : null
}

/** Beside the vendor's rules stands what this installation can do: a vendor that is off, a file that the vendor cannot reach. */
async function addOurs(
  context: ServiceContext,
  viewer: UserViewer,
  vendorId: VendorId,
  judged: { issues: readonly Issue[]; credits: Credits | null },
  request: GenerationRequest,
): Promise<Verdict> {
  const connection = await resolveConnection(context, vendorId)
  const issues = [...judged.issues, ...(await checkReachable(context, viewer, connection, request))]
  if (connection.state === 'off') {
    const message = `${vendors[vendorId].name} is off here. ${connection.reason}`
    issues.unshift({ path: 'vendor', code: 'vendor_unavailable', message, severity: 'error' })
  }
  const ok = !hasErrors(issues)
  return verdictSchema.parse({ ok, issues, credits: ok ? judged.credits : null })
}
