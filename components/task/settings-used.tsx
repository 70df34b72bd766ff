import { type Fact, FactList } from '#components/ui/fact-list.tsx'
import { modeLabels } from '#lib/generation/request.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** Every field of the request in words; one that was not given is the vendor's default and not listed. */
export function listSettings({ vendor: vendorId, model, mode, request }: Pick<TakeView, 'vendor' | 'model' | 'mode' | 'request'>): Fact[] {
  const vendor = vendors[vendorId]
  const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'Yes' : 'No')
  const facts: [string, string | undefined][] = [
    ['Vendor', vendor.name],
    ['Model', vendor.models.find((one) => one.id === model)?.name ?? model ?? undefined],
    ['Mode', modeLabels[mode]],
    ['Ratio', request.ratio],
    ['Resolution', request.resolution],
    ['Upscale', request.upscale],
    ['Duration', request.duration === undefined ? undefined : `${request.duration} s`],
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
