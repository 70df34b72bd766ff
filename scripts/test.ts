import { prepareBuild } from './prepare-build.ts'
import { prepareChromium } from './prepare-chromium.ts'
import { preparePostgres } from './prepare-postgres.ts'
import { prepareTypes } from './prepare-types.ts'
import { runNode } from './run-child.ts'
import { runE2e } from './run-e2e.ts'
import { runChaos, runStep, runVitest, type Tally, tallyOfStep } from './test-step.ts'

const total: Tally = { passed: 0, failed: 0, skipped: 0 }
const leftOut: string[] = []

async function step(name: string, work: () => Promise<Tally>): Promise<boolean> {
  return await runStep(name, async () => {
    const tally = await work()
    total.passed += tally.passed
    total.failed += tally.failed
    total.skipped += tally.skipped
    return tally.failed === 0
  })
}

function finish(): never {
  if (leftOut.length > 0) {
    console.log(`\nLeft out: ${leftOut.join('; ')}.`)
    // A machine that nobody watches must not pass for complete.
    if (process.env.CI === 'true') total.failed += leftOut.length
  }
  const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : ''
  console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`)
  process.exit(total.failed === 0 ? 0 : 1)
}

if (!(await step('Generated code', async () => tallyOfStep(await prepareTypes())))) finish()
await step('Format and lint', async () => tallyOfStep((await runNode(['node_modules/@biomejs/biome/bin/biome', 'check', '.'])).ok))
await step('Types', async () => tallyOfStep((await runNode(['node_modules/typescript/bin/tsc', '--noEmit'])).ok))
await step('Unit tests and architecture', () => runVitest('unit'))
await step('Integration tests, embedded database', () => runVitest('embedded'))

const hasPostgres = await preparePostgres()
if (hasPostgres) await step('Integration tests, PostgreSQL', () => runVitest('postgres'))
else leftOut.push('the integration tests on PostgreSQL: its server programs are not here and could not be installed')

const isBuilt = await step('Production build', async () => tallyOfStep(await prepareBuild()))
if (!isBuilt) leftOut.push('the kills at random moments: the build failed')
else {
  await step('Kills at random moments, embedded database', () => runChaos('embedded'))
  if (hasPostgres) await step('Kills at random moments, PostgreSQL', () => runChaos('postgres'))
}
const chromiumPath = await prepareChromium()
if (chromiumPath === null) leftOut.push('the browser tests: there is no Chromium and none could be installed (set CHROMIUM_PATH)')
else if (!isBuilt) leftOut.push('the browser tests: the build failed')
else await step('Browser tests', () => runE2e(chromiumPath))
finish()
