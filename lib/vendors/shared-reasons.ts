import type { Fix, Issue } from '#lib/generation/issue.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { vendors } from './registry.ts'
import type { Verdict } from './translate.ts'
import { joinWords } from './wording.ts'

/** A rule that stands against a request at every vendor. */
export interface SharedReason {
  /** The request's field. */
  path: Issue['path']
  message: string
  /** The change that gives up least, and the vendor that would then not object to this field. */
  fix?: Fix
  nearest: VendorId
}

/**
 * Why a request runs nowhere: the fields to which every vendor objects. Empty when one of them takes it, and when each has a reason of
 * its own.
 */
export function sharedReasons(verdicts: Readonly<Record<VendorId, Pick<Verdict, 'ok' | 'issues'>>>): SharedReason[] {
  if (vendorIds.some((id) => verdicts[id].ok)) return []
  const [first = [], ...others] = vendorIds.map((id) => pathsOf(verdicts[id].issues))
  return first.filter((path) => others.every((paths) => paths.includes(path))).map((path) => describeReason(path, verdicts))
}

/** In the order of the form. */
function pathsOf(issues: readonly Issue[]): Issue['path'][] {
  return [...new Set(issues.filter((issue) => issue.severity === 'error').map((issue) => issue.path))]
}

function describeReason(path: Issue['path'], verdicts: Readonly<Record<VendorId, Pick<Verdict, 'issues'>>>): SharedReason {
  const reasons = vendorIds.flatMap((id) => {
    const issue = verdicts[id].issues.find((candidate) => candidate.severity === 'error' && candidate.path === path)
    return issue ? [{ id, issue }] : []
  })
  const [nearest] = reasons.toSorted((a, b) => lossOf(a.issue) - lossOf(b.issue))
  if (!nearest) throw new Error(`No vendor objects to ${path}`)
  const { id, issue } = nearest
  const alike = reasons.filter((reason) => reason.issue.fix?.label === issue.fix?.label).map((reason) => vendors[reason.id].name)
  const all = reasons.every((reason) => reason.issue.code === 'required') ? 'Every vendor needs this.' : 'No vendor takes this.'
  const who = `${joinWords(alike, 'and')} ${alike.length === 1 ? 'comes' : 'come'} nearest: `
  const message = `${all} ${alike.length === reasons.length ? '' : who}${issue.message}`
  return { path, message, nearest: id, ...(issue.fix && { fix: issue.fix }) }
}

/** How much the offered change takes away; only compared among the reasons for one field. */
function lossOf({ code, fix }: Issue): number {
  if (!fix) return Number.POSITIVE_INFINITY
  const { duration, images, videos, audios } = fix.set ?? {}
  if (duration !== undefined) return code === 'too_small' ? duration : -duration
  const list = images ?? videos ?? audios
  if (list !== undefined) return -list.length
  return fix.set?.mode === undefined && (fix.unset?.length ?? 0) > 0 ? 1 : 0
}
