import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { type ChildOptions, runNode } from './run-child.ts'

export interface Tally {
  passed: number
  failed: number
  skipped: number
}

const vitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numTodoTests: z.int(),
})
const playwrightReportSchema = z.object({
  stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }),
})

/** Says what starts, how it ended and how long it took; resolves to whether it went well. */
export async function runStep(name: string, work: () => Promise<boolean>): Promise<boolean> {
  console.log(`\n▸ ${name}`)
  const startedAt = performance.now()
  const ok = await work()
  console.log(`${ok ? '✓' : '✗'} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
  return ok
}

/** A program that is no test suite counts only when it fails. */
export function tallyOfStep(ok: boolean): Tally {
  return { passed: 0, failed: ok ? 0 : 1, skipped: 0 }
}

function takeReport(file: string): unknown {
  if (!existsSync(file)) return null
  const report: unknown = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file)
  return report
}

function reportFile(name: string): string {
  return path.join(tmpdir(), `dailies-${name}-${process.pid}.json`)
}

/** A suite that fails without a failed test (it did not load, or its set-up broke) counts as one. */
function honest(tally: Tally, ok: boolean): Tally {
  return ok || tally.failed > 0 ? tally : { ...tally, failed: 1 }
}

export async function runVitest(project: string): Promise<Tally> {
  const file = reportFile(`vitest-${project}`)
  const { ok } = await runNode([
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ])
  const report = vitestReportSchema.safeParse(takeReport(file))
  if (!report.success) return tallyOfStep(false)
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = report.data
  return honest({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }, ok)
}

/** A few rounds with a seed of their own, which they print: `npm run chaos` repeats them with it. */
export async function runChaos(database: 'embedded' | 'postgres'): Promise<Tally> {
  const { ok } = await runNode(['chaos/run.ts', '--quick', '--rounds', '3', '--database', database])
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 }
}

/** A test that passed only when tried again counts as failed: it hides a defect or is one. */
export async function runPlaywright(args: readonly string[], env: NonNullable<ChildOptions['env']>): Promise<Tally> {
  const file = reportFile('playwright')
  const { ok } = await runNode(['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json', ...args], {
    env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
  })
  const report = playwrightReportSchema.safeParse(takeReport(file))
  if (!report.success) return tallyOfStep(false)
  const { expected, unexpected, flaky, skipped } = report.data.stats
  return honest({ passed: expected, failed: unexpected + flaky, skipped }, ok)
}
