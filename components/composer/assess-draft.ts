import type { Draft, DraftReference } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { type Projection, projectDraft } from '#components/composer/project-draft.ts'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import { fieldOfKind, kindInWords, kindOfField, type ListField, listFields } from '#lib/generation/file-kinds.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import { isCertainProblem, linkProblems } from '#lib/generation/linked-file.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { hasPrivateHost } from '#lib/generation/private-host.ts'
import { type GenerationRequest, type Reference, type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { checkFormat } from '#lib/vendors/check-format.ts'
import { goneUploadIssue } from '#lib/vendors/gone-upload.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { type Verdict, verdicts } from '#lib/vendors/translate.ts'
import type { Credits } from '#lib/vendors/vendor.ts'

export interface Assessment extends Projection {
  /** The request as far as it can be read: fields of the wrong shape are missing here and have their issue. Null only if nothing can be read. */
  request: GenerationRequest | null
  issues: Issue[]
  /** Those of the issues that no vendor's rules are about: what is in these fields cannot be read at all. */
  unreadable: Issue[]
  /** Those about files that no vendor can have: deleted, in a private network, no film at all. */
  unusable: Issue[]
  quote: Credits | null
  /** Files of this installation are among those that would be sent; those kept aside are not. */
  hasUploads: boolean
}

/** The same rules the server holds, over the draft as it stands. */
export function assessDraft(draft: Draft, connections: readonly ConnectionView[]): Assessment {
  const projection = projectDraft(draft)
  const read = readAsFarAsPossible(projection.raw)
  const { request } = read
  const unreadable = read.issues.map((issue) => explainTyped(issue, projection.raw))
  const addresses = checkAddresses(draft, projection)
  const unusable = [...addresses.filter((issue) => issue.severity === 'error'), ...checkGone(draft, projection)]
  const issues = [
    ...unreadable,
    ...checkConnection(draft, connections, projection),
    ...addresses.filter((issue) => issue.severity === 'warning'),
    ...checkFormats(draft, projection),
    ...unusable,
  ]
  const hasUploads = listFields.some((kind) => projection.raw[kind] !== undefined && draft[kind].some(({ upload }) => upload !== undefined))
  if (request === null) return { ...projection, request, issues, unreadable, unusable, quote: null, hasUploads }
  const broken = new Set(unreadable.map((issue) => issue.path))
  issues.push(...vendors[request.vendor].check(request).filter((issue) => !broken.has(issue.path)))
  // The request lacks what could not be read, and the price of a default would not be the price of this.
  const quote = unreadable.length > 0 ? null : vendors[request.vendor].quote(request)
  return { ...projection, request, issues, unreadable, unusable, quote, hasUploads }
}

/** "Must be a number" is for programs: whoever typed `1e3` or twenty digits has typed one. */
function explainTyped(issue: Issue, raw: Readonly<Record<string, unknown>>): Issue {
  const field = (['duration', 'seed'] as const).find((name) => name === issue.path)
  const typed = field && raw[field]
  if (field === undefined || typeof typed !== 'string') return issue
  const words = /^-0+$/.test(typed.trim())
    ? 'must be 0, without a minus sign'
    : /^-?[0-9]+$/.test(typed.trim())
      ? 'has too many digits'
      : 'must be a whole number, written in digits'
  return { ...issue, message: `${fieldLabels[field]} ${words}.` }
}

function readAsFarAsPossible(raw: Record<string, unknown>): { request: GenerationRequest | null; issues: Issue[] } {
  const whole = parseGenerationRequest(raw)
  if (whole.ok) return { request: whole.request, issues: [] }
  const rest = { ...raw }
  for (const issue of whole.issues) delete rest[issue.path]
  const part = parseGenerationRequest(rest)
  return { request: part.ok ? part.request : null, issues: whole.issues }
}

/** Of what would be sent: a file kept aside goes nowhere, so nobody has to reach it. */
function checkConnection(draft: Draft, connections: readonly ConnectionView[], { raw }: Projection): Issue[] {
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
  const places = listFields.flatMap((path) =>
    raw[path] === undefined ? [] : draft[path].flatMap(({ upload }, index) => (upload === undefined ? [] : [{ path, index }])),
  )
  const [first, ...others] = places
  if (!first) return issues
  const message = connection.uploadsProblem ?? `${connection.name} cannot reach files uploaded here.`
  // One reason for all of them: beside each of ten files it would be told ten times.
  const place = others.length === 0 ? first : { path: first.path }
  return [...issues, { ...place, code: 'unreachable', severity: 'error', message }]
}

/** Of what has arrived: a picture may become another format on its way. */
function checkFormats(draft: Draft, { modelId, mode, raw }: Projection): Issue[] {
  const vendor = vendors[draft.vendor]
  return listFields.flatMap((kind) =>
    raw[kind] === undefined
      ? []
      : draft[kind].flatMap((reference, index) => {
          if (reference.upload === undefined || isTransferKey(reference.upload)) return []
          return checkFormat(vendor, { model: modelId, mode }, kind, index, reference.container) ?? []
        }),
  )
}

/** Deleted from the library since they were put here. */
function checkGone(draft: Draft, { raw }: Projection): Issue[] {
  return listFields.flatMap((kind) =>
    raw[kind] === undefined ? [] : draft[kind].flatMap(({ isGone }, index) => (isGone ? [goneUploadIssue(kind, index)] : [])),
  )
}

/**
 * What was found at the addresses in the lists; one that is still being typed looks like many things. Warnings where the vendor may get
 * through and we did not; the rest the server refuses too.
 */
function checkAddresses(draft: Draft, { rules, raw }: Projection): Issue[] {
  return listFields.flatMap((kind) =>
    raw[kind] === undefined
      ? []
      : draft[kind].flatMap((reference, index): Issue[] => {
          const problem = problemAt(reference)
          if (problem !== null) {
            const severity = isCertainProblem(problem) ? 'error' : 'warning'
            return [{ path: kind, index, code: 'unreachable', message: problem, severity }]
          }
          const found = reference.checked?.kind ?? null
          if (found === null || fieldOfKind[found] === kind) return []
          const message = `The file at this address is ${kindInWords[found]}, not ${kindInWords[kindOfField[kind]]}.`
          const fix = rules?.[fieldOfKind[found]] ? moveFix(draft, kind, index, fieldOfKind[found]) : null
          return [{ path: kind, index, code: 'invalid_type', message, severity: 'error', ...(fix && { fix }) }]
        }),
  )
}

/** Where the server could look its word stands, for it knows which private hosts are open to it. */
function problemAt({ url, checked }: DraftReference): string | null {
  if (checked && (checked.problem !== null || checked.kind !== null)) return checked.problem
  return url !== undefined && hasPrivateHost(url) ? linkProblems.private_address : null
}

function moveFix(draft: Draft, from: ListField, index: number, to: ListField): Fix | null {
  const moved = draft[from][index]
  if (moved?.url === undefined) return null
  const rest = draft[from].filter((_, position) => position !== index).map(toReference)
  return {
    label: `Move it to ${fieldLabels[to]}`,
    set: { ...(rest.length > 0 && { [from]: rest }), [to]: [...draft[to], moved].map(toReference) },
    ...(rest.length === 0 && { unset: [from] }),
  }
}

function toReference({ url, upload, width, height, duration }: DraftReference): Reference {
  const facts = {
    ...(width !== undefined && { width }),
    ...(height !== undefined && { height }),
    ...(duration !== undefined && { duration }),
  }
  return url === undefined ? { upload: upload ?? '', ...facts } : { url, ...facts }
}

/**
 * Every vendor's verdict: the chosen one on the request as it would be sent, the others on what the person wished for. A field that cannot be
 * read stands against all of them, in its own words: the request is without it, so their rules would miss it, or not mind.
 */
export function judgeEverywhere({
  request,
  assumed,
  unreadable,
  unusable,
}: Pick<Assessment, 'assumed' | 'unreadable' | 'unusable'> & { request: GenerationRequest }): Record<VendorId, Verdict> {
  const wished = { ...request }
  for (const field of assumed) delete wished[field]
  const judged = { ...verdicts(wished), [request.vendor]: verdicts(request)[request.vendor] }
  if (unreadable.length + unusable.length === 0) return judged
  const broken = new Set(unreadable.map((issue) => issue.path))
  const entries = vendorIds.map((id): [VendorId, Verdict] => {
    const issues = [...unreadable, ...unusable, ...judged[id].issues.filter((issue) => !broken.has(issue.path))]
    return [id, { ok: false, issues, credits: unreadable.length > 0 ? null : judged[id].credits }]
  })
  return Object.fromEntries(entries) as Record<VendorId, Verdict>
}
