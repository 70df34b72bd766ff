import { withTimes } from '#components/composer/fit-elsewhere.ts'
import { isMissing } from '#components/composer/issue-visibility.ts'
import { isTooLong } from '#components/fit/fit-action.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import type { Verdict } from '#lib/vendors/translate.ts'

export interface Reason {
  message: string
  fix: Fix | null
  /** The same change is offered at its field already. */
  isOfferedAbove: boolean
  /** Its fix would take out what can be trimmed: switching leaves it to the person. */
  isTooLong: boolean
}

export interface Standing {
  /** `open`: nothing speaks against it, and something is still missing. */
  state: 'fits' | 'open' | 'refuses'
  /** Everything that speaks against it, the first reason first. */
  reasons: readonly Reason[]
}

export interface StandingInput {
  current: VendorId
  /** Null while the request cannot be read at all. */
  verdicts: Readonly<Record<VendorId, Verdict>> | null
  connections: readonly ConnectionView[]
  /** True when the request names files that were uploaded here, which not every vendor can reach. */
  hasUploads: boolean
  /** True for what is merely not filled in yet, and so no reason against anybody. */
  isQuiet: (issue: Issue) => boolean
}

/** How each vendor stands to the request: its own rules, and what this installation can do there. */
export function listStandings(input: StandingInput): Record<VendorId, Standing> {
  const own = input.verdicts?.[input.current].issues.filter((issue) => issue.severity === 'error' && !input.isQuiet(issue)) ?? []
  const offered = new Set(own.flatMap((issue) => (issue.fix ? [issue.fix.label] : [])))
  const entries = vendorIds.map((vendor) => {
    const found = standingOf(vendor, input)
    // The chosen vendor's reasons stand at their fields already, each with its fix.
    if (vendor === input.current && own.length > 0) {
      const isOpen = own.every(isMissing)
      const words = `${own.length === 1 ? 'One thing' : `${own.length} things`} to ${isOpen ? 'fill in' : 'change'} above.`
      const reason = { message: words, fix: null, isOfferedAbove: true, isTooLong: false }
      return [vendor, { state: isOpen ? 'open' : 'refuses', reasons: [reason] }] as const
    }
    const reasons = found.reasons.map((reason) => ({ ...reason, isOfferedAbove: reason.fix !== null && offered.has(reason.fix.label) }))
    // What is told at its field already says least here.
    return [vendor, { ...found, reasons: reasons.toSorted((a, b) => Number(a.isOfferedAbove) - Number(b.isOfferedAbove)) }] as const
  })
  return Object.fromEntries(entries) as Record<VendorId, Standing>
}

function standingOf(vendor: VendorId, { current, verdicts, connections, hasUploads, isQuiet }: StandingInput): Standing {
  const connection = connections.find((one) => one.vendor === vendor)
  const reasons: Reason[] = []
  const add = (message: string, fix: Fix | null = null, tooLong = false) =>
    reasons.push({ message, fix, isOfferedAbove: false, isTooLong: tooLong })
  if (connection?.state === 'off') add(connection.reason)
  if (hasUploads && connection?.acceptsUploads === false)
    add(connection.uploadsProblem ?? `${connection.name} cannot reach files uploaded here.`)
  const verdict = verdicts?.[vendor] ?? null
  const errors = verdict?.issues.filter((issue) => issue.severity === 'error' && !(vendor !== current && isFilledIn(issue))) ?? []
  // What the chosen vendor lacks too is asked for at its field: once is enough.
  const asked = vendor === current ? [] : (verdicts?.[current].issues.filter(isMissing) ?? [])
  const isAsked = (issue: Issue) => asked.some(({ path, code }) => path === issue.path && code === issue.code)
  for (const issue of errors) if (!isQuiet(issue) && !isAsked(issue)) add(issue.message, issue.fix ?? null, isTooLong(issue))
  if (reasons.length > 0) return { state: 'refuses', reasons }
  return { state: verdict !== null && errors.length === 0 ? 'fits' : 'open', reasons }
}

/** A choice that a vendor cannot do without and the person left open: the form fills in the usual one there. */
function isFilledIn(issue: Issue): boolean {
  return issue.code === 'required' && ['ratio', 'resolution', 'upscale'].includes(issue.path)
}

/** The words on the one button that makes a request fit another vendor and moves it there; null where no press can do it. */
export function switchWords({ reasons }: Standing): string | null {
  const [first] = reasons
  if (!first || reasons.some((reason) => reason.fix === null)) return null
  // Where the form offers the very same change, switching adds nothing to it.
  if (reasons.every((reason) => reason.isOfferedAbove)) return null
  const changes = changesOf(reasons)
  if (changes.length === 0) return 'Switch and trim'
  return changes.length === 1 ? `${changes[0]} and switch` : `Make ${changes.length} changes and switch`
}

/** What that button changes and what it leaves to trim, for those who want to know before they press; null where its own words say it all. */
export function switchDetails({ reasons }: Standing): string | null {
  const changes = changesOf(reasons)
  const told = changes.length > 1 ? `${withTimes(changes).join(', ')}.` : null
  const left = reasons.some((reason) => reason.isTooLong) ? 'What is too long stays, to be trimmed there.' : null
  return [told, left].filter((words) => words !== null).join(' ') || null
}

function changesOf(reasons: readonly Reason[]): string[] {
  return reasons.flatMap(({ fix, isTooLong: isLeft }) => (fix === null || isLeft ? [] : [fix.label]))
}
