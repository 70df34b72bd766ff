import type { MediaAnswer, MediaJob, MediaOutcome, MediaWork } from './media-job.ts'

/** The child process: native libraries are loaded by the first job that needs them. */
async function perform(work: MediaWork): Promise<MediaOutcome> {
  switch (work.kind) {
    case 'probe': {
      const { probeFile } = await import('./probe-file.ts')
      return { kind: 'probed', result: await probeFile(work.filePath) }
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

// The parent is the only one who speaks to this process, over its own channel.
process.on('message', (message) => void handleJob(message as MediaJob))
// The parent is gone, however it died: nobody waits for an answer any more.
process.on('disconnect', () => process.exit(0))
