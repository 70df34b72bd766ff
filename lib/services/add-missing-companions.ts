import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { addTombstones } from '#lib/data/tombstones.ts'
import { addCompanions, findVideoWithoutPreview } from '#lib/data/videos.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'
import { makeCompanions } from './make-companions.ts'
import { withTemporaryDirectory } from './temporary-directory.ts'

/** Gives one take that was archived without a strip what newer ones have; called again and again, it comes to the end of them. */
export async function addMissingCompanions(context: ServiceContext, viewer: EngineViewer): Promise<void> {
  const { client } = context.database
  const video = await findVideoWithoutPreview(viewer, client)
  if (video === null) return
  const { taskId, storageKey } = video
  const made = await withTemporaryDirectory(context, 'companions', async (directory) => {
    const file = path.join(directory, 'video')
    const source = await context.storage.read(storageKey)
    if (source === null) return null
    await pipeline(source, createWriteStream(file))
    return makeCompanions(context, { file, directory, keyStem: storageKey.replace(/\.[a-z0-9]+$/, '') })
  })
  if (await addCompanions(viewer, client, taskId, made)) return
  // The take was deleted meanwhile.
  await addTombstones(
    viewer,
    client,
    [made?.previewKey, made?.playableKey].filter((key) => typeof key === 'string'),
  )
}
