import path from 'node:path'
import { addTombstones } from '#lib/data/tombstones.ts'
import { addCompanions, findUnpreparedVideo, type MadeCompanions } from '#lib/data/videos.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { KeptFilm } from './archive-video.ts'
import type { ServiceContext } from './context.ts'
import { measureFile } from './measure-content.ts'
import { localFilm } from './read-film.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'

/** Whoever archived a film makes the rest of it next; after this long that process is taken for dead. */
const leftAloneMs = 60_000
/** In one round; the next comes soon. */
const mostAtOnce = 20

/**
 * Makes what lies beside a film that is kept: a poster, a copy that every browser plays where the original is not one, and the strip for
 * the scrub bar. The take has succeeded before, whatever becomes of these: what cannot be made stays away and is not tried again.
 */
export async function prepareVideo(context: ServiceContext, viewer: EngineViewer, { taskId, storageKey }: KeptFilm): Promise<void> {
  const keyStem = storageKey.replace(/\.[a-z0-9]+$/, '')
  const keep = async (made: MadeCompanions) => {
    if (await addCompanions(viewer, context.database, taskId, made)) return true
    // The take was deleted meanwhile.
    const keys = [made.posterKey, made.previewKey, made.playableKey].filter((key) => typeof key === 'string')
    await addTombstones(viewer, context.database.client, keys)
    return false
  }
  await withTemporaryDirectory(context, 'prepare', async (directory) => {
    const file = await localFilm(context, storageKey, path.join(directory, 'film'))
    const film = file === null ? null : { file, directory, keyStem }
    // The poster is what everybody waits for; the strip is what a page waits for last.
    const poster = film && (await makePoster(context, film))
    if (poster && !(await keep(poster))) return
    const [playable, preview] = film === null ? [] : [await makePlayable(context, film), await makePreview(context, film)]
    await keep({ ...playable, ...preview, preparedAt: context.clock() })
  })
}

/** Those whose process died before it had made everything. */
export async function prepareLeftVideos(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  let before = new Date(context.clock().getTime() - leftAloneMs)
  for (let count = 0; count < mostAtOnce; count++) {
    const left = await findUnpreparedVideo(viewer, context.database.client, before)
    if (left === null) return
    try {
      await prepareVideo(context, viewer, left)
    } catch (error) {
      context.log.warn({ err: error, taskId: left.taskId }, 'film not prepared; a later round tries again')
    }
    // One that fails each time is no reason why older ones wait.
    before = left.archivedAt
  }
}

interface Film {
  file: string
  directory: string
  /** What the keys of its companions begin with. */
  keyStem: string
}

async function makePoster(context: ServiceContext, { file, directory, keyStem }: Film): Promise<MadeCompanions | null> {
  const output = path.join(directory, 'poster.webp')
  if (!(await context.media.poster(file, output))) return null
  const posterKey = `${keyStem}.webp`
  await context.storage.putFile(posterKey, output, { contentType: 'image/webp' })
  return { posterKey }
}

async function makePreview(context: ServiceContext, { file, directory, keyStem }: Film): Promise<MadeCompanions> {
  const output = path.join(directory, 'strip.webp')
  const preview = await context.media.preview(file, output)
  if (preview === null) return {}
  const previewKey = `${keyStem}.strip.webp`
  await context.storage.putFile(previewKey, output, { contentType: 'image/webp' })
  return { previewKey, preview }
}

async function makePlayable(context: ServiceContext, { file, directory, keyStem }: Film): Promise<MadeCompanions> {
  const output = path.join(directory, 'playable.mp4')
  if ((await context.media.playable(file, output)) !== 'written') return {}
  const { bytes, sha256 } = await measureFile(output)
  // Two workers may encode the same film to different bytes: row and file agree whoever comes last.
  const playableKey = `${keyStem}.play-${sha256.slice(0, 12)}.mp4`
  await context.storage.putFile(playableKey, output, { contentType: 'video/mp4' })
  return { playableKey, playableBytes: bytes, playableSha256: sha256 }
}
