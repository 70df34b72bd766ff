import type { MediaAnswer, MediaJob } from '../media-job.ts'

const hoard: Buffer[] = []
/** Set by a job that takes the process down only after its answer. */
let isDoomed = false

/** Stands in for the media process: dies or stalls when a file's name says so, and answers everything else. */
process.on('message', (message) => {
  const { id, work } = message as MediaJob
  const name = work.kind === 'animatic' ? work.outputPath : work.filePath
  if (isDoomed || name.includes('crash')) process.exit(1)
  if (name.includes('late')) isDoomed = true
  if (name.includes('stall')) return
  if (name.includes('greedy')) for (let taken = 0; taken < 64; taken++) hoard.push(Buffer.alloc(64 * 1024 ** 2, 1))
  const answer: MediaAnswer = { id, outcome: { kind: 'done' } }
  process.send?.(answer)
})
process.on('disconnect', () => process.exit(0))
