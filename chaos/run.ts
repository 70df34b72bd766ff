import { parseArgs } from 'node:util'
import { prepareBuild } from '../scripts/prepare-build.ts'
import { type KillRoundsResult, runKillRounds } from './kill-rounds.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    database: { type: 'string', default: 'both' },
    'settle-seconds': { type: 'string', default: '420' },
  },
})
const rounds = Number(values.rounds)
const seed = Number(values.seed)
const settleMs = Number(values['settle-seconds']) * 1000
const databases = (['embedded', 'postgres'] as const).filter((name) => values.database === 'both' || values.database === name)
if (!Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed) || !(settleMs > 0) || databases.length === 0) {
  console.error('npm run chaos -- [--rounds 200] [--seed 1] [--database embedded|postgres|both] [--settle-seconds 420]')
  process.exit(1)
}
if (!(await prepareBuild())) process.exit(1)

let isOk = true
for (const database of databases) {
  console.log(`\n▸ ${rounds} rounds of kill -9, ${database}, seed ${seed}`)
  const result = await runKillRounds({ database, rounds, seed, settleMs })
  isOk &&= result.ok
  report(database, result)
}
process.exit(isOk ? 0 : 1)

function report(database: string, result: KillRoundsResult): void {
  const { verdict } = result
  const told = (counts: Record<string, number>) =>
    Object.entries(counts)
      .map(([state, count]) => `${state} ${count}`)
      .join(', ')
  const lines: [string, string | number][] = [
    ['kills', `${rounds}, of them ${result.killedWhileStarting} while it started`],
    ['tasks', `${verdict.tasks}, of them ${result.acknowledged} acknowledged`],
    ['creates at the vendors', verdict.creates],
    ['found moving after kills', told(result.found)],
    ['ended', told(verdict.states)],
    ['files checked', `${result.verifiedFiles} right, ${result.damagedFiles} damaged`],
    ['losses', verdict.losses.length],
    ['double tasks', verdict.doubleTasks.length],
    ['double creates', verdict.doubleCreates.length],
    ['wrong ends', verdict.wrongEnds.length],
    ['wrong charges', verdict.wrongCharges.length],
    ['stuck', verdict.stuck.length],
  ]
  console.log(`${result.ok ? '✓' : '✗'} ${database} (${result.seconds} s)`)
  for (const [name, value] of lines) console.log(`  ${name.padEnd(26)} ${value}`)
  const flaws = { ...verdict, states: undefined, tasks: undefined, creates: undefined }
  for (const [kind, found] of Object.entries(flaws)) for (const one of found ?? []) console.log(`  ${kind}: ${one}`)
}
