import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import {
  measureBareInFlight,
  measureBarePickup,
  measureFinish,
  measureInFlight,
  measureJobs,
  measurePickup,
  measureTakes,
  type Spread,
  type Throughput,
} from './engine-measures.ts'
import { type DatabaseName, openHouse } from './testing/engine-house.ts'

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    database: { type: 'string', default: 'both' },
    takes: { type: 'string', default: '500' },
    'in-flight': { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '20' },
  },
})
const takes = Number(values.takes)
const inFlight = Number(values['in-flight'])
const seconds = Number(values.seconds)

interface Row {
  what: string
  ours: string
  bare: string
  aim: string
}

const milliseconds = ({ p50, p95, p99 }: Spread) => `${p50.toFixed(1)} / ${p95.toFixed(1)} / ${p99.toFixed(1)} ms`
const cost = ({ cpuMs, statements }: Throughput) => `${cpuMs.toFixed(1)} ms CPU, ${statements.toFixed(1)} statements`
const load = (part: { cpuShare: number; rssMb: number }) => `${Math.round(part.cpuShare * 100)} % CPU, ${Math.round(part.rssMb)} MB`

/** The yardstick runs right after what it is held against, on the same database in the same process. */
async function measure(name: DatabaseName): Promise<Row[]> {
  const house = await openHouse(name)
  try {
    const rows: Row[] = []
    // Statements are prepared and code is compiled before either is measured.
    await measureTakes(house, 100)
    await measureJobs(house, 100)
    const ours = await measureTakes(house, takes)
    const bare = await measureJobs(house, takes)
    rows.push({
      what: `takes/s, end to end, ${takes}`,
      ours: ours.perSecond.toFixed(1),
      bare: `${bare.perSecond.toFixed(1)} jobs/s`,
      aim: `${(ours.perSecond / bare.perSecond).toFixed(2)} of it; aim 0.25 on PostgreSQL`,
    })
    rows.push({ what: 'each', ours: cost(ours), bare: cost(bare), aim: '' })
    if (name === 'unsynced') return rows
    const pickup = await measurePickup(house, 50)
    const barePickup = await measureBarePickup(house, 50)
    rows.push({ what: 'pickup p50/p95/p99', ours: milliseconds(pickup), bare: milliseconds(barePickup), aim: 'p95 < 20 ms' })
    const finish = await measureFinish(house, 40)
    rows.push({ what: 'callback to succeeded', ours: milliseconds(finish), bare: '', aim: '< 300 ms plus the copy' })
    if (inFlight > 0) {
      const flying = await measureInFlight(house, inFlight, seconds)
      const bare = await measureBareInFlight(house, inFlight, Math.min(15, seconds))
      rows.push({
        what: `lateness, ${inFlight} in flight`,
        ours: milliseconds(flying.lateness),
        bare: milliseconds(bare.lateness),
        aim: 'p99 < 2 s',
      })
      rows.push({ what: `load at ${flying.checks.toFixed(0)} checks/s`, ours: load(flying), bare: load(bare), aim: '' })
    }
    return rows
  } finally {
    await house.close()
  }
}

// What runs while a measure waits does not keep the process alive: timers and idle connections of the queue are unreferenced.
setInterval(() => {}, 60_000)
const [processor] = cpus()
const loadNow = () => loadavg().map((average) => average.toFixed(1))
console.log(`${cpus().length} × ${processor?.model ?? 'unknown processor'}, load ${loadNow().join(' ')}, Node ${process.version}`)
for (const name of ['embedded', 'postgres', 'unsynced'] as const) {
  if (values.database !== 'both' && values.database !== (name === 'unsynced' ? 'postgres' : name)) continue
  const rows = await measure(name)
  console.log(`\n${name}, load ${loadNow().join(' ')}`)
  const line = (row: Row) => `  ${row.what.padEnd(30)} ${row.ours.padEnd(32)} ${row.bare.padEnd(32)} ${row.aim}`
  console.log(line({ what: '', ours: 'Dailies', bare: 'bare pg-boss', aim: '' }))
  for (const row of rows) console.log(line(row))
}
process.exit(0)
