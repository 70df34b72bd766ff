import { type Fact, FactList } from '#components/ui/fact-list.tsx'
import { modeLabels } from '#lib/generation/request.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { findModeRules } from '#lib/vendors/check-rules.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Every field of the request in words; where the vendor chose, its documented default. */
export function listSettings({ vendor: vendorId, model, mode, request }: Pick<TakeView, 'vendor' | 'model' | 'mode' | 'request'>): Fact[] {
  const vendor = vendors[vendorId]
  const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'Yes' : 'No')
  const rules = findModeRules(vendor, { model: model ?? undefined, mode })
  const usual = (value: string | null | undefined) => (value === null || value === undefined ? undefined : `${value} (vendor’s default)`)
  const facts: [string, string | undefined][] = [
    ['Vendor', vendor.name],
    ['Model', vendor.models.find((one) => one.id === model)?.name ?? model ?? undefined],
    ['Mode', modeLabels[mode]],
    ['Ratio', request.ratio ?? rules?.ratioNote ?? usual(rules?.ratio.value.default)],
    ['Resolution', request.resolution ?? usual(rules?.resolution.value.default)],
    ['Upscale', request.upscale],
    ['Duration', request.duration === undefined ? usual(rules && `${rules.duration.value.default} s`) : `${request.duration} s`],
    ['Sound', yesNo(request.generateAudio)],
    ['Seed', request.seed === undefined ? undefined : String(request.seed)],
    ['Watermark', yesNo(request.watermark)],
    ['Fixed camera', yesNo(request.cameraFixed)],
    ['Last frame', yesNo(request.returnLastFrame)],
  ]
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
}

export function SettingsUsed({ take }: { take: TakeView }) {
  return <FactList facts={listSettings(take)} />
}
