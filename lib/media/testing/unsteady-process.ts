import type { MediaAnswer, MediaJob } from '../media-job.ts'

/** Stands in for the media process: dies or stalls when a file's name says so, and answers everything else. */
process.on('message', (message) => {
  const { id, work } = message as MediaJob
  const name = work.kind === 'animatic' ? work.outputPath : work.filePath
  if (name.includes('crash')) process.exit(1)
  if (name.includes('stall')) return
  const answer: MediaAnswer = { id, outcome: { kind: 'done' } }
  process.send?.(answer)
})
process.on('disconnect', () => process.exit(0))
