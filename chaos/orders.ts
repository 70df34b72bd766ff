import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { TaskState } from '#lib/generation/task-state.ts'
import type { Random } from './random.ts'

interface Scene {
  marker: string
  /** How often it is chosen beside the others. */
  weight: number
  /** Where such a take may end, besides `unconfirmed` when the server was killed during its create. */
  ends: readonly TaskState[]
  /** False: the vendor takes no such create. */
  isAccepted: boolean
}

const scenes: Record<string, Scene> = {
  plain: { marker: '', weight: 8, ends: ['succeeded'], isAccepted: true },
  long: { marker: '[sandbox:slow=15]', weight: 2, ends: ['succeeded'], isAccepted: true },
  failing: { marker: '[sandbox:fail]', weight: 2, ends: ['failed'], isAccepted: true },
  // No answer: only a callback can tell that it runs.
  lost: { marker: '[sandbox:lost-answer]', weight: 1, ends: ['succeeded'], isAccepted: true },
  hanging: { marker: '[sandbox:hang]', weight: 1, ends: ['succeeded'], isAccepted: true },
  refused: { marker: '[sandbox:no-credits]', weight: 1, ends: ['failed'], isAccepted: false },
  busy: { marker: '[sandbox:busy=1]', weight: 1, ends: ['succeeded'], isAccepted: true },
  unreadable: { marker: '[sandbox:query-html=1]', weight: 1, ends: ['succeeded'], isAccepted: true },
  strange: { marker: '[sandbox:unknown-status]', weight: 1, ends: ['succeeded'], isAccepted: true },
  cancelLost: { marker: '[sandbox:slow=15] [sandbox:cancel-lost]', weight: 1, ends: ['succeeded'], isAccepted: true },
  // Those of weight 0 are only chosen by name. This one stays long enough in `archiving` to be found there.
  stubbornFile: { marker: '[sandbox:file-error=3]', weight: 0, ends: ['succeeded'], isAccepted: true },
  cancelLostSoon: { marker: '[sandbox:slow=4] [sandbox:cancel-lost]', weight: 0, ends: ['succeeded'], isAccepted: true },
  slowFile: { marker: '[sandbox:file-error=1]', weight: 2, ends: ['succeeded'], isAccepted: true },
}
const draw = (weights: Record<string, number>) =>
  Object.entries(weights).flatMap(([name, weight]) => Array.from({ length: weight }, () => name))

/** What is ordered, and where. */
export interface Mix {
  scenes: readonly string[]
  vendors: readonly VendorId[]
}

export const wholeMix: Mix = {
  scenes: draw(Object.fromEntries(Object.entries(scenes).map(([name, { weight }]) => [name, weight]))),
  vendors: vendorIds,
}
/** Comes to rest within seconds: vendors that call back and may be asked often, nothing that hangs. */
export const quickMix: Mix = {
  scenes: draw({ plain: 5, failing: 3, lost: 1, refused: 1, cancelLostSoon: 2 }),
  vendors: ['seedance2ai', 'seedance2ink'],
}
/** For processes that stop in good order: a create without an answer would be cut off by rule, so none hangs. */
export const rollingMix: Mix = { scenes: draw({ plain: 5, failing: 4, refused: 1, unreadable: 1, slowFile: 2 }), vendors: quickMix.vendors }
/** For thousands: most come to a film in the archive, and few go where only three may run at once. */
export const manyMix: Mix = {
  scenes: draw({ plain: 84, failing: 6, slowFile: 4, unreadable: 3, refused: 2, lost: 1 }),
  vendors: [
    ...Array.from({ length: 10 }, () => 'seedance2ink' as const),
    ...Array.from({ length: 5 }, () => ['loova', 'outai', 'uniall'] as const).flat(),
    'seedance2ai',
  ],
}

export interface Order {
  tag: number
  scene: string
  request: { vendor: VendorId; prompt: string }
  /** The API's answer; null until one came. */
  acknowledgedId: string | null
  /** Somebody asked for it, and may have got it. */
  isCancelled: boolean
  /** The API said that it is cancelled. */
  isCancelAcknowledged: boolean
}

export function createOrder(random: Random, tag: number, mix: Mix = wholeMix): Order {
  const scene = random.pick(mix.scenes)
  // A refusal that the script made up teaches that as few fit as happened to run, for half an hour: only where takes end within seconds.
  const vendors = scene === 'busy' ? quickMix.vendors : mix.vendors
  return orderOf(scene, random.pick(vendors), tag)
}

export function orderOf(scene: string, vendor: VendorId, tag: number): Order {
  const request = {
    vendor,
    mode: 'text_to_video',
    // One title, so one film a vendor is rendered for all.
    prompt: `A harbour at dawn ${requireScene(scene).marker} [sandbox:tag=${tag}]`,
    duration: vendor === 'uniall' ? 5 : 4,
    ...(vendor === 'uniall' && { model: 'seedance2.0', resolution: '480p' }),
  }
  return { tag, scene, request, acknowledgedId: null, isCancelled: false, isCancelAcknowledged: false }
}

export function requireScene(name: string): Scene {
  const scene = scenes[name]
  if (!scene) throw new Error(`no scene ${name}`)
  return scene
}

export function tagOf(prompt: string): number | null {
  const [, tag] = /\[sandbox:tag=(\d+)\]/.exec(prompt) ?? []
  return tag === undefined ? null : Number(tag)
}
