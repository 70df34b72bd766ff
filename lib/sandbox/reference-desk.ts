import { createHash } from 'node:crypto'
import { access, mkdir, rename, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { AnimaticPicture } from '#lib/media/animatic.ts'
import type { Media, MediaFacts } from '#lib/media/media.ts'
import type { Order } from './order.ts'

export interface ReferenceFile {
  picture: AnimaticPicture
  facts: MediaFacts | null
}

export type ReadReferences =
  | { ok: true; images: ReferenceFile[]; videos: ReferenceFile[]; contentHashes: string[] }
  | { ok: false; message: string }

/** The hosts of the docs' examples, whose files do not exist: a reference there gets a drawn picture. */
function isExample(url: URL): boolean {
  return url.protocol === 'asset:' || /(^|\.)example(\.(com|org|net))?$/.test(url.hostname)
}

/** Opens a task's references as a vendor does: after the create was answered, and failing the task when one cannot be read. */
export function createReferenceDesk(options: {
  directory: string
  media: Media
  fetchReference(url: string): Promise<Uint8Array | null>
  /** The sandbox's own file for one of its result URLs, if it is one that may be read. */
  readOwnFile(url: string): Promise<Uint8Array | null | undefined>
}) {
  async function readBytes(url: string): Promise<Uint8Array | null> {
    const own = await options.readOwnFile(url)
    if (own !== undefined) return own
    try {
      return await options.fetchReference(url)
    } catch {
      // A vendor cannot tell why a file could not be had, and says the same about all of them.
      return null
    }
  }

  async function keep(bytes: Uint8Array): Promise<{ file: string; hash: string }> {
    const hash = createHash('sha256').update(bytes).digest('hex')
    await mkdir(options.directory, { recursive: true })
    const file = path.join(options.directory, hash)
    const isKept = await access(file).then(
      () => true,
      () => false,
    )
    if (!isKept) {
      const temporary = `${file}.${process.pid}.${Date.now()}`
      await writeFile(temporary, bytes)
      await rename(temporary, file)
    }
    return { file, hash }
  }

  async function readOne(
    kind: 'image' | 'video' | 'audio',
    url: string,
    number: number,
  ): Promise<(ReferenceFile & { hash: string }) | { problem: string }> {
    const placeholder = { picture: { placeholder: url }, facts: null, hash: url }
    const parsed = new URL(url)
    if (isExample(parsed)) return placeholder
    const bytes = await readBytes(url)
    // Nothing resolves under .invalid; an example may use it as well as an app that serves uploads under such a name.
    if (bytes === null && parsed.hostname.endsWith('.invalid')) return placeholder
    if (bytes === null || bytes.byteLength === 0) return { problem: `Failed to download reference ${kind} ${number}` }
    const { file, hash } = await keep(bytes)
    const probed = await options.media.probe(file)
    if (!probed.ok) return { problem: `Reference ${kind} ${number} could not be decoded` }
    if (probed.facts.kind !== kind) return { problem: `Reference ${kind} ${number} is not ${kind === 'video' ? 'a' : 'an'} ${kind} file` }
    return { picture: { file }, facts: probed.facts, hash }
  }

  function findBrokenLimit(order: Order, images: ReferenceFile[], videos: ReferenceFile[], audios: ReferenceFile[]): string | null {
    const limits = order.referenceLimits
    for (const [index, { facts }] of images.entries())
      if (
        limits.minImageShortSidePx !== undefined &&
        facts?.width &&
        facts.height &&
        Math.min(facts.width, facts.height) < limits.minImageShortSidePx
      )
        return `Reference image ${index + 1} must be at least ${limits.minImageShortSidePx}px on the shortest side`
    let together = 0
    for (const [index, { facts }] of videos.entries()) {
      const seconds = facts?.duration
      if (seconds === undefined || seconds === null) continue
      together += seconds
      if (limits.maxVideoSeconds !== undefined && seconds > limits.maxVideoSeconds + 0.1)
        return `Reference video ${index + 1} must be no longer than ${limits.maxVideoSeconds} seconds`
      if (limits.minVideoSeconds !== undefined && seconds < limits.minVideoSeconds - 0.1)
        return `Reference video ${index + 1} must be at least ${limits.minVideoSeconds} seconds`
    }
    if (limits.maxVideoSecondsTogether !== undefined && together > limits.maxVideoSecondsTogether + 0.1)
      return `Total duration of reference videos must be no more than ${limits.maxVideoSecondsTogether} seconds`
    for (const [index, { facts }] of audios.entries())
      if (limits.maxAudioSeconds !== undefined && (facts?.duration ?? 0) > limits.maxAudioSeconds + 0.1)
        return `Reference audio ${index + 1} must be no longer than ${limits.maxAudioSeconds} seconds`
    return null
  }

  return {
    async read(order: Order): Promise<ReadReferences> {
      const files = { image: [] as ReferenceFile[], video: [] as ReferenceFile[], audio: [] as ReferenceFile[] }
      const contentHashes: string[] = []
      for (const [kind, urls] of [
        ['image', order.images],
        ['video', order.videos],
        ['audio', order.audios],
      ] as const)
        for (const [index, url] of urls.entries()) {
          const result = await readOne(kind, url, index + 1)
          if ('problem' in result) return { ok: false, message: result.problem }
          files[kind].push({ picture: result.picture, facts: result.facts })
          contentHashes.push(`${kind}:${result.hash}`)
        }
      const broken = findBrokenLimit(order, files.image, files.video, files.audio)
      return broken === null ? { ok: true, images: files.image, videos: files.video, contentHashes } : { ok: false, message: broken }
    },
  }
}
export type ReferenceDesk = ReturnType<typeof createReferenceDesk>
