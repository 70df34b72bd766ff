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
  slowFile: { marker: '[sandbox:file-error=1]', weight: 2, ends: ['succeeded'], isAccepted: true },
}
const lottery = Object.keys(scenes).flatMap((name) => Array.from({ length: scenes[name]?.weight ?? 0 }, () => name))

export interface Order {
  tag: number
  scene: string
  request: { vendor: VendorId; prompt: string }
  /** The API's answer; null until one came. */
  acknowledgedId: string | null
  isCancelled: boolean
}

export function createOrder(random: Random, tag: number): Order {
  const scene = random.pick(lottery)
  const vendor = random.pick(vendorIds)
  const request = {
    vendor,
    mode: 'text_to_video',
    // One title, so one film a vendor is rendered for all.
    prompt: `A harbour at dawn ${scenes[scene]?.marker} [sandbox:tag=${tag}]`,
    duration: vendor === 'uniall' ? 5 : 4,
    ...(vendor === 'uniall' && { model: 'seedance2.0', resolution: '480p' }),
  }
  return { tag, scene, request, acknowledgedId: null, isCancelled: false }
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
