import { parseArgs } from 'node:util'
import { prepareBuild } from '../scripts/prepare-build.ts'
import type { Unconfirmed } from './judge.ts'
import { runKillRounds } from './kill-rounds.ts'
import { runOutage } from './outage.ts'
import { report, told } from './report.ts'
import { runRolling } from './rolling.ts'
import { runWorkers } from './workers.ts'

const usage = `npm run chaos -- [--rounds 200] [--seed 1] [--database embedded|postgres|both] [--quiet-seconds 240]
npm run chaos -- --workers 4 [--tasks 5000] [--kill-seconds 5]
npm run chaos -- --outage [--outage-seconds 60]
npm run chaos -- --rolling [--turns 5]`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    database: { type: 'string', default: 'both' },
    quick: { type: 'boolean', default: false },
    'quiet-seconds': { type: 'string', default: '240' },
    workers: { type: 'string' },
    tasks: { type: 'string', default: '5000' },
    'kill-seconds': { type: 'string', default: '5' },
    outage: { type: 'boolean', default: false },
    'outage-seconds': { type: 'string', default: '60' },
    rolling: { type: 'boolean', default: false },
    turns: { type: 'string', default: '5' },
  },
})
const number = (text: string, least: number) => {
  if (Number.isFinite(Number(text)) && Number(text) >= least) return Number(text)
  console.error(usage)
  process.exit(1)
}
const seed = number(values.seed, 0)
const quietMs = number(values['quiet-seconds'], 1) * 1000
const unconfirmedWords = ({ unanswered, cutOffTaken, cutOffUntaken }: Unconfirmed, kills: number) =>
  `${cutOffTaken + cutOffUntaken} cut off by ${kills} kills, of them ${cutOffTaken} taken by the vendor; ${unanswered} never answered`
const files = ({ verified, damaged }: { verified: number; damaged: number }) => `${verified} right, ${damaged} damaged`
if (!(await prepareBuild())) process.exit(1)

async function runChosen(): Promise<boolean> {
  if (values.workers !== undefined) return workers(number(values.workers, 1))
  if (values.outage) return outage()
  if (values.rolling) return rolling()
  const databases = (['embedded', 'postgres'] as const).filter((name) => values.database === 'both' || values.database === name)
  let isOk = databases.length > 0
  for (const database of databases) isOk = (await killRounds(database)) && isOk
  return isOk
}

async function killRounds(database: 'embedded' | 'postgres'): Promise<boolean> {
  const rounds = number(values.rounds, 1)
  console.log(`\n▸ ${rounds} rounds of kill -9, ${database}, seed ${seed}`)
  const result = await runKillRounds({ database, rounds, seed, quietMs, isQuick: values.quick })
  report(database, result, {
    seed,
    kills: `${rounds}, of them ${result.killedWhileStarting} while it started`,
    tasks: `${result.verdict.tasks}, of them ${result.acknowledged} acknowledged`,
    'found moving after kills': told(result.found),
    'files checked': files({ verified: result.verifiedFiles, damaged: result.damagedFiles }),
  })
  return result.ok
}

async function workers(count: number): Promise<boolean> {
  const tasks = number(values.tasks, 10)
  const killSeconds = number(values['kill-seconds'], 0.5)
  console.log(`\n▸ ${tasks} takes, ${count} workers, one killed every ${killSeconds} s, seed ${seed}`)
  const result = await runWorkers({ seed, workers: count, tasks, killEveryMs: killSeconds * 1000, quietMs })
  report('workers', result, {
    seed,
    kills: result.kills,
    tasks: `${result.verdict.tasks}, of them ${result.acknowledged} acknowledged, ordered in ${result.submitSeconds} s`,
    unconfirmed: unconfirmedWords(result.unconfirmed, result.kills),
    'done more than once': result.repeated.length,
    'files checked': files(result.files),
  })
  for (const one of result.repeated) console.log(`  repeated: ${one}`)
  return result.ok
}

async function outage(): Promise<boolean> {
  const outageSeconds = number(values['outage-seconds'], 1)
  console.log(`\n▸ PostgreSQL gone for ${outageSeconds} s, seed ${seed}`)
  const result = await runOutage({ seed, orders: 60, outageMs: outageSeconds * 1000, quietMs })
  report('outage', result, {
    seed,
    'in each state when it went': told(result.found),
    tasks: `${result.verdict.tasks}, of them ${result.acknowledged} acknowledged, ${result.placedMeanwhile} while it was gone`,
    'healthy again after': `${result.healthyAfterMs} ms`,
    'processes that ended': result.ended,
    'files checked': files(result.files),
  })
  return result.ok
}

async function rolling(): Promise<boolean> {
  const turns = number(values.turns, 1)
  console.log(`\n▸ two web processes, each stopped and started ${turns} times, seed ${seed}`)
  const result = await runRolling({ seed, turns, quietMs })
  report('rolling', result, {
    seed,
    tasks: `${result.verdict.tasks}, of them ${result.acknowledged} acknowledged`,
    'stopped within': `${Math.max(...result.stopMs)} ms (${result.stopMs.join(', ')}), ${result.unclean} not cleanly`,
    'clients heard': told(result.heard),
    'wrong answers': result.wrong.length,
    'files checked': files(result.files),
  })
  for (const one of result.wrong) console.log(`  wrong: ${one}`)
  return result.ok
}

process.exit((await runChosen()) ? 0 : 1)
