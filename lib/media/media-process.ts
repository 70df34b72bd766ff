import type { MediaAnswer, MediaJob, MediaOutcome, MediaWork } from './media-job.ts'

/** The child process: native libraries are loaded by the first job that needs them. */
async function perform(work: MediaWork): Promise<MediaOutcome> {
  switch (work.kind) {
    case 'probe': {
      const { probeFile } = await import('./probe-file.ts')
      return { kind: 'probed', result: await probeFile(work.filePath) }
    }
    case 'outline': {
      const { probeOutline } = await import('./probe-outline.ts')
      return { kind: 'outlined', result: await probeOutline(work) }
    }
    case 'poster': {
      const { writePoster } = await import('./write-poster.ts')
      return (await writePoster(work.filePath, work.outputPath))
        ? { kind: 'done' }
        : { kind: 'failed', reason: 'no frame could be decoded' }
    }
    case 'thumbnail': {
      const { writeThumbnail } = await import('./write-thumbnail.ts')
      return (await writeThumbnail(work.filePath, work.outputPath))
        ? { kind: 'done' }
        : { kind: 'failed', reason: 'there is no picture to be had' }
    }
    case 'frame': {
      const { grabFrame } = await import('./grab-frame.ts')
      const at = await grabFrame(work.filePath, work.outputPath, work.at)
      return at === null ? { kind: 'failed', reason: 'no frame could be decoded' } : { kind: 'grabbed', at }
    }
    case 'preview': {
      const { writePreview } = await import('./write-preview.ts')
      const strip = await writePreview(work.filePath, work.outputPath)
      return strip ? { kind: 'previewed', strip } : { kind: 'failed', reason: 'no frame could be decoded' }
    }
    case 'playable': {
      const { writePlayable } = await import('./write-playable.ts')
      return { kind: 'playable', result: await writePlayable(work.filePath, work.outputPath, work.mayEncode) }
    }
    case 'cut': {
      const { cutClip } = await import('./cut-clip.ts')
      return { kind: 'cut', result: await cutClip(work.filePath, work.outputPath, work.cut) }
    }
    case 'convert': {
      const { convertPicture } = await import('./convert-picture.ts')
      return (await convertPicture(work.filePath, work.outputPath, work.conversion))
        ? { kind: 'done' }
        : { kind: 'failed', reason: 'this is no picture' }
    }
    case 'tidy': {
      const { tidyPicture } = await import('./tidy-picture.ts')
      return { kind: 'tidied', result: await tidyPicture(work.filePath, work.outputPath) }
    }
    case 'strip': {
      const { readClip } = await import('./read-clip.ts')
      return { kind: 'stripped', result: await readClip(work.filePath) }
    }
    case 'animatic': {
      const { renderAnimatic } = await import('./render-animatic.ts')
      await renderAnimatic(work.animatic, work.outputPath)
      return { kind: 'done' }
    }
  }
}

async function handleJob(job: MediaJob): Promise<void> {
  let outcome: MediaOutcome
  try {
    outcome = await perform(job.work)
  } catch (error) {
    outcome = { kind: 'failed', reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
  }
  const answer: MediaAnswer = { id: job.id, outcome }
  process.send?.(answer)
}

// A codec that gives up on damaged data rejects a promise that nobody holds (@mediabunny/server 1.59); the job hears of it by its own one.
// Without this the process would die a moment later, in the middle of somebody else's job.
process.on('unhandledRejection', () => undefined)
// The parent is the only one who speaks to this process, over its own channel.
process.on('message', (message) => void handleJob(message as MediaJob))
// The parent is gone, however it died: nobody waits for an answer any more.
process.on('disconnect', () => process.exit(0))
