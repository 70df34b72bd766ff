import type { Draft } from '#components/composer/draft.ts'
import { type Projection, projectDraft } from '#components/composer/project-draft.ts'
import type { Issue } from '#lib/generation/issue.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import type { GenerationRequest, VendorId } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { type Verdict, verdicts } from '#lib/vendors/translate.ts'
import type { Credits } from '#lib/vendors/vendor.ts'

export interface Assessment extends Projection {
  /** The request as far as it can be read: fields of the wrong shape are missing here and have their issue. Null only if nothing can be read. */
  request: GenerationRequest | null
  issues: Issue[]
  quote: Credits | null
}

/** The same rules the server holds, over the draft as it stands. */
export function assessDraft(draft: Draft, connections: readonly ConnectionView[]): Assessment {
  const projection = projectDraft(draft)
  const { request, issues: shapeIssues } = readAsFarAsPossible(projection.raw)
  const issues = [...shapeIssues, ...checkConnection(draft, connections)]
  if (request === null) return { ...projection, request, issues, quote: null }
  const broken = new Set(shapeIssues.map((issue) => issue.path))
  issues.push(...vendors[request.vendor].check(request).filter((issue) => !broken.has(issue.path)))
  return { ...projection, request, issues, quote: vendors[request.vendor].quote(request) }
}

function readAsFarAsPossible(raw: Record<string, unknown>): { request: GenerationRequest | null; issues: Issue[] } {
  const whole = parseGenerationRequest(raw)
  if (whole.ok) return { request: whole.request, issues: [] }
  const rest = { ...raw }
  for (const issue of whole.issues) delete rest[issue.path]
  const part = parseGenerationRequest(rest)
  return { request: part.ok ? part.request : null, issues: whole.issues }
}

function checkConnection(draft: Draft, connections: readonly ConnectionView[]): Issue[] {
  const connection = connections.find((one) => one.vendor === draft.vendor)
  if (!connection) return []
  const issues: Issue[] = []
  if (connection.state === 'off') {
    issues.push({
      path: 'vendor',
      code: 'vendor_unavailable',
      severity: 'error',
      message: `${connection.name} is off here. ${connection.reason}`,
    })
  }
  if (connection.acceptsUploads) return issues
  for (const kind of ['images', 'videos', 'audios'] as const) {
    draft[kind].forEach((reference, index) => {
      if (reference.upload === undefined) return
      issues.push({
        path: kind,
        index,
        code: 'unreachable',
        severity: 'error',
        message: `${connection.name} cannot reach files uploaded here. Give a public address instead, or ask the owner to set PUBLIC_URL.`,
      })
    })
  }
  return issues
}

/** Every vendor's verdict: the chosen one on the request as it would be sent, the others on what the person wished for. */
export function judgeEverywhere(request: GenerationRequest, assumed: Projection['assumed']): Record<VendorId, Verdict> {
  const wished = { ...request }
  for (const field of assumed) delete wished[field]
  return { ...verdicts(wished), [request.vendor]: verdicts(request)[request.vendor] }
}
