import { type Fact, FactList } from '#components/ui/fact-list.tsx'
import { modeLabels } from '#lib/generation/request.ts'
import type { TakeView } from '#lib/generation/task-view.ts'
import { findModeRules } from '#lib/vendors/check-rules.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ModeRules } from '#lib/vendors/vendor.ts'

/** Every field of the request in words; where the vendor chose, its documented default. */
export function listSettings({ vendor: vendorId, model, mode, request }: Pick<TakeView, 'vendor' | 'model' | 'mode' | 'request'>): Fact[] {
  const vendor = vendors[vendorId]
  const yesNo = (value: boolean | undefined) => (value === undefined ? undefined : value ? 'Yes' : 'No')
  const rules = findModeRules(vendor, { model: model ?? undefined, mode })
  const usual = (value: string) => `${value} (vendor’s default)`
  /** What stands for a choice that was not made; nothing where there is none to make. */
  const unchosen = (choice: ModeRules['ratio']['value'] | undefined) => {
    if (!choice || choice.presence === 'absent') return undefined
    return choice.default === null ? 'Left to the vendor' : usual(choice.default)
  }
  const ratioNote = rules?.ratioNote && `${rules.ratioNote.charAt(0).toUpperCase()}${rules.ratioNote.slice(1)}`
  const facts: [string, string | undefined][] = [
    ['Vendor', vendor.name],
    ['Model', vendor.models.find((one) => one.id === model)?.name ?? model ?? undefined],
    ['Mode', modeLabels[mode]],
    ['Ratio', request.ratio ?? ratioNote ?? unchosen(rules?.ratio.value)],
    ['Resolution', request.resolution ?? unchosen(rules?.resolution.value)],
    ['Upscale', request.upscale],
    [
      'Duration',
      request.duration === undefined ? (rules ? usual(`${rules.duration.value.default} s`) : undefined) : `${request.duration} s`,
    ],
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
