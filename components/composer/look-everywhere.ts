import { type Assessment, judgeEverywhere } from '#components/composer/assess-draft.ts'
import { joinIssues } from '#components/composer/issue-visibility.ts'
import type { Price } from '#components/composer/price-words.ts'
import type { Outlooks } from '#components/composer/use-vendor-outlook.ts'
import { hasErrors, type Issue } from '#lib/generation/issue.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { resolveModel } from '#lib/vendors/defaults.ts'
import { findPastCredits } from '#lib/vendors/past-credits.ts'
import { type SharedReason, sharedReasons } from '#lib/vendors/shared-reasons.ts'
import { translateRequest, type Verdict } from '#lib/vendors/translate.ts'

export interface Everywhere {
  /** Null while the request cannot be read at all. */
  verdicts: Record<VendorId, Verdict> | null
  prices: Record<VendorId, Price>
  /** Seconds that the model usually takes there, or null. */
  waits: Record<VendorId, number | null>
  /** Empty while one of them would take it, and where each has a reason of its own. */
  shared: readonly SharedReason[]
}

/** What the server refused, held against the vendor that was asked: no rule here knows it. */
export function withServerWord(verdicts: Everywhere['verdicts'], vendor: VendorId, refusal: readonly Issue[]): Everywhere['verdicts'] {
  if (verdicts === null || !hasErrors(refusal)) return verdicts
  return { ...verdicts, [vendor]: { ok: false, issues: joinIssues(verdicts[vendor].issues, refusal), credits: null } }
}

/** What the other vendors would say, charge and take, in the terms of the request as it stands. */
export function lookEverywhere(
  assessment: Pick<Assessment, 'request' | 'assumed' | 'unreadable' | 'unusable'>,
  outlooks: Outlooks,
): Everywhere {
  const { request, unreadable } = assessment
  const verdicts = request && judgeEverywhere({ ...assessment, request })
  const entries = vendorIds.map((vendor) => {
    const outlook = outlooks[vendor]
    const moved = request && outlook ? translateRequest(request, vendor).request : null
    const typical = (moved && outlook?.models[resolveModel(moved)]?.typicalSeconds) ?? null
    const price: Price = {
      quote: verdicts?.[vendor].credits ?? null,
      past: moved && outlook && unreadable.length === 0 ? findPastCredits(outlook, moved) : null,
    }
    return { vendor, price, typical }
  })
  return {
    verdicts,
    prices: Object.fromEntries(entries.map(({ vendor, price }) => [vendor, price])) as Record<VendorId, Price>,
    waits: Object.fromEntries(entries.map(({ vendor, typical }) => [vendor, typical])) as Record<VendorId, number | null>,
    shared: verdicts ? sharedReasons(verdicts) : [],
  }
}
