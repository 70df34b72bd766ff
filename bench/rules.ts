import { cpus } from 'node:os'
import { type GenerationRequest, generationRequestSchema, type VendorId } from '#lib/generation/request.ts'
import { vendorList } from '#lib/vendors/registry.ts'
import { sampleReferences } from '#lib/vendors/sample-request.ts'
import { verdicts } from '#lib/vendors/translate.ts'

/** As full as a reference request is where all take part: 9 images, 3 videos, 3 audios, each mentioned. */
const full = (vendor: VendorId): GenerationRequest => ({
  vendor,
  mode: 'reference',
  prompt: `A lighthouse keeper, @Image1 to @Image9 in turn, moves like @Video1 and @Video2 and @Video3 to @Audio1. ${'Slow push-in, rain on glass. '.repeat(12)}`,
  ratio: '16:9',
  duration: 8,
  images: sampleReferences('images', 9),
  videos: sampleReferences('videos', 3),
  audios: sampleReferences('audios', 3),
})
/** Such as every vendor takes, so that no reason has to be put into words. */
const modest: GenerationRequest = {
  vendor: 'loova',
  mode: 'reference',
  prompt: 'A lighthouse keeper as @Image1 walks like @Video1 to @Audio1.',
  ratio: '16:9',
  duration: 8,
  images: sampleReferences('images', 3),
  videos: sampleReferences('videos', 1),
  audios: sampleReferences('audios', 1),
}
const bare = (request: GenerationRequest) => JSON.parse(JSON.stringify(request)) as unknown

const rounds = 21
const roundMs = 40

function timeOf(work: () => unknown, callCount: number): number {
  const start = performance.now()
  for (let call = 0; call < callCount; call += 1) sink = work()
  return performance.now() - start
}

/** Microseconds per call, round by round: all rows take turns, so that a busy moment of the machine does not fall on one of them. */
function measure(rows: readonly Row[]): { name: string; median: number; best: number; worst: number }[] {
  const timed = rows.map((row) => {
    let callCount = 50
    while (timeOf(row.work, callCount) < roundMs) callCount *= 2
    return { ...row, callCount, times: [] as number[] }
  })
  for (let round = 0; round < rounds; round += 1)
    for (const { work, callCount, times } of timed) times.push((timeOf(work, callCount) * 1_000) / callCount)
  return timed.map(({ name, times }) => {
    const sorted = times.toSorted((a, b) => a - b)
    return { name, median: sorted[(rounds - 1) / 2] ?? 0, best: sorted[0] ?? 0, worst: sorted.at(-1) ?? 0 }
  })
}
/** Written to, so that no engine may leave the work out. */
let sink: unknown

interface Row {
  name: string
  work: () => unknown
}

const requests: [string, GenerationRequest][] = [
  ['15 files, full for Loova', full('loova')],
  ['15 files, full for UniAll', full('uniall')],
  ['5 files, fits all but the form', modest],
]
console.log(
  `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}; median of ${rounds} rounds of about ${roundMs} ms or more\n`,
)
for (const [title, request] of requests) {
  const json = bare(request)
  const rows: Row[] = [
    { name: 'one bare zod parse', work: () => generationRequestSchema.parse(json) },
    { name: 'all five verdicts', work: () => verdicts(request) },
    ...vendorList.map((vendor) => ({
      name: `  check at ${vendor.name}`,
      work: () => vendor.check({ ...request, vendor: vendor.id, model: undefined }),
    })),
  ]
  const measured = measure(rows)
  const yardstick = measured[0]?.median ?? 1
  console.log(`${title} (${Object.values(verdicts(request)).filter((verdict) => verdict.ok).length} of 5 take it)`)
  console.log(
    `${''.padEnd(26)}${'µs'.padStart(9)}${'best'.padStart(9)}${'worst'.padStart(9)}${'ops/s'.padStart(12)}${'× parse'.padStart(9)}`,
  )
  for (const { name, median, best, worst } of measured) {
    const cells = [median.toFixed(1), best.toFixed(1), worst.toFixed(1)].map((cell) => cell.padStart(9)).join('')
    console.log(
      `${name.padEnd(26)}${cells}${Math.round(1e6 / median)
        .toLocaleString('en')
        .padStart(12)}${(median / yardstick).toFixed(2).padStart(9)}`,
    )
  }
  console.log('')
}
if (sink === undefined) process.exitCode = 1
