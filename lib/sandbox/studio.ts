import { createHash } from 'node:crypto'
import { access, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Animatic } from '#lib/media/animatic.ts'
import type { Media } from '#lib/media/media.ts'
import { hasFault } from './faults.ts'
import { frameSize, parseRatio } from './frame-size.ts'
import type { Order } from './order.ts'
import type { ReferenceDesk, ReferenceFile } from './reference-desk.ts'
import type { SandboxTask, StoredTask, TaskStore } from './task-store.ts'

/** Part of a film's name: a change of the drawing is a new film. */
const drawingVersion = 1

const closeMs = 2_000

function sizeOf(order: Order, images: readonly ReferenceFile[]): { width: number; height: number } {
  const { size } = order
  if (size.by === 'exact') return { width: size.width, height: size.height }
  if (size.by === 'ratio') {
    const ratio = parseRatio(size.ratio)
    return frameSize(ratio.width, ratio.height, size.shortSidePx)
  }
  const facts = images[0]?.facts
  // A ratio beyond 21:9 is cropped, as a model does: a strip is no frame.
  const ratio = Math.min(21 / 9, Math.max(9 / 21, (facts?.width ?? 16) / (facts?.height ?? 9)))
  return facts?.width && facts.height && ratio === facts.width / facts.height
    ? frameSize(facts.width, facts.height, size.shortSidePx)
    : frameSize(Math.round(ratio * 900), 900, size.shortSidePx)
}

function creditLine(task: SandboxTask, vendorName: string): string {
  const { order } = task
  const count = (number: number, word: string) => (number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`])
  return [
    vendorName,
    order.model,
    `${order.durationSeconds} s`,
    ...count(order.images.length, 'image'),
    ...count(order.videos.length, 'video'),
    ...count(order.audios.length, 'audio'),
  ].join('  ·  ')
}

/** Where accepted tasks become files. */
export function createStudio(options: {
  directory: string
  media: Media
  store: TaskStore
  references: ReferenceDesk
  clock: () => number
  vendorName(vendor: string): string
  onEnd(stored: StoredTask): void
}) {
  const { store, media, clock } = options
  const working = new Map<string, Promise<void>>()
  let isClosed = false

  const fileOf = (name: string) => path.join(options.directory, name)

  async function isThere(name: string): Promise<boolean> {
    return access(fileOf(name)).then(
      () => true,
      () => false,
    )
  }

  async function fail(task: SandboxTask, code: string, message: string) {
    await store.end(task, { failed: { at: clock(), code, message } })
  }

  /** The file's name says all that went into it, so equal orders share one file. */
  async function render(task: SandboxTask): Promise<void> {
    const references = await options.references.read(task.order)
    if (isClosed) return
    if (!references.ok) return fail(task, 'invalid_reference', references.message)
    const { order } = task
    const size = sizeOf(order, references.images)
    const animatic: Animatic = {
      title: task.title,
      credit: creditLine(task, options.vendorName(task.vendor)),
      ...size,
      durationSeconds: order.durationSeconds,
      layout: order.layout,
      pictures: references.images.map(({ picture }) => picture),
      clips: references.videos.map(({ picture }) => picture),
      seed: order.seed,
      sound: order.sound,
      watermark: order.watermark,
      cameraFixed: order.cameraFixed,
      ...(hasFault(task.faults, 'hevc') && { file: 'hevc' as const }),
      ...(hasFault(task.faults, 'index-last') && { file: 'index-last' as const }),
    }
    const identity = JSON.stringify([drawingVersion, { ...animatic, pictures: null, clips: null }, references.contentHashes])
    const file = `${createHash('sha256').update(identity).digest('hex').slice(0, 40)}.mp4`
    await mkdir(options.directory, { recursive: true })
    if (!(await isThere(file))) {
      const isRendered = await media.renderAnimatic(animatic, fileOf(file))
      if (isClosed) return
      if (!isRendered) return fail(task, 'provider_error', 'Video generation failed upstream')
    }
    await store.end(task, { rendered: { at: clock(), file, ...size } })
  }

  async function work(stored: StoredTask): Promise<void> {
    const { task, events } = stored
    if (events.cancelled || events.failed) return
    if (events.rendered && (events.rendered.file === null || (await isThere(events.rendered.file)))) return
    if (
      hasFault(task.faults, 'fail') ||
      hasFault(task.faults, 'late-reject') ||
      hasFault(task.faults, 'cancelled') ||
      hasFault(task.faults, 'never')
    )
      return
    if (hasFault(task.faults, 'not-a-video') || hasFault(task.faults, 'vanished-file'))
      return void (await store.end(task, { rendered: { at: clock(), file: null, width: 1280, height: 720 } }))
    if (await store.claimRender(task, clock())) await render(task)
  }

  return {
    fileOf,
    /** Starts what is missing for a task, once at a time; resolves when this process has done its part. */
    ensure(stored: StoredTask): Promise<void> {
      const key = `${stored.task.vendor}/${stored.task.id}`
      const current = working.get(key)
      if (current || isClosed) return current ?? Promise.resolve()
      const started = work(stored)
        .catch(() => fail(stored.task, 'internal_error', 'Internal server error'))
        .catch(() => undefined)
        .finally(() => {
          working.delete(key)
          if (!isClosed) options.onEnd(stored)
        })
      working.set(key, started)
      return started
    },
    /** Lets work end that is nearly done; a long download or render is not waited for, and is begun again by the next start. */
    async close() {
      isClosed = true
      await Promise.race([Promise.all(working.values()), setTimeout(closeMs, undefined, { ref: false })])
    },
  }
}
