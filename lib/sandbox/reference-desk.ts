import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { AnimaticPicture } from '#lib/media/animatic.ts'
import type { Media, MediaFacts } from '#lib/media/media.ts'
import type { Order } from './order.ts'
import type { ReferenceBytes } from './sandbox.ts'

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
  fetchReference(url: string): Promise<ReferenceBytes | null>
  /** The sandbox's own file for one of its result URLs, if it is one that may be read. */
  readOwnFile(url: string): Promise<Uint8Array | null | undefined>
}) {
  /** Null when it cannot be had, or not whole: a vendor cannot tell why, and says the same about all of them. */
  async function fetchToFile(url: string): Promise<{ file: string; hash: string; bytes: number } | null> {
    const own = await options.readOwnFile(url)
    if (own === null) return null
    try {
      const source = own === undefined ? await options.fetchReference(url) : [own]
      return source && (await keep(source))
    } catch {
      return null
    }
  }

  /** Written as it comes: a film may be larger than memory. */
  async function keep(source: ReferenceBytes): Promise<{ file: string; hash: string; bytes: number }> {
    await mkdir(options.directory, { recursive: true })
    const temporary = path.join(options.directory, `${randomUUID()}.part`)
    try {
      const hash = createHash('sha256')
      let bytes = 0
      const written = await open(temporary, 'wx')
      try {
        for await (const chunk of source) {
          hash.update(chunk)
          bytes += chunk.byteLength
          await written.write(chunk)
        }
      } finally {
        await written.close()
      }
      const digest = hash.digest('hex')
      const file = path.join(options.directory, digest)
      await rename(temporary, file)
      return { file, hash: digest, bytes }
    } finally {
      await rm(temporary, { force: true })
    }
  }

  async function readOne(
    kind: 'image' | 'video' | 'audio',
    url: string,
    number: number,
  ): Promise<(ReferenceFile & { hash: string }) | { problem: string }> {
    const placeholder = { picture: { placeholder: url }, facts: null, hash: url }
    const parsed = new URL(url)
    if (isExample(parsed)) return placeholder
    const kept = await fetchToFile(url)
    // Nothing resolves under .invalid; an example may use it as well as an app that serves uploads under such a name.
    if (kept === null && parsed.hostname.endsWith('.invalid')) return placeholder
    if (kept === null || kept.bytes === 0) return { problem: `Failed to download reference ${kind} ${number}` }
    const { file, hash } = kept
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
