import { prepareTypes } from './prepare-types.ts'
import { runNode } from './run-child.ts'
import { runStep, runVitest } from './test-step.ts'

/** Format, lint, types, unit tests and the architecture: what should be green before every commit. */
const steps: [string, () => Promise<boolean>][] = [
  ['Generated code', prepareTypes],
  ['Format and lint', async () => (await runNode(['node_modules/@biomejs/biome/bin/biome', 'check', '.'])).ok],
  ['Types', async () => (await runNode(['node_modules/typescript/bin/tsc', '--noEmit'])).ok],
  ['Unit tests and architecture', async () => (await runVitest('unit')).failed === 0],
]

const failed: string[] = []
for (const [name, work] of steps) if (!(await runStep(name, work))) failed.push(name)
console.log(failed.length === 0 ? '\nAll good.' : `\nFailed: ${failed.join(', ')}`)
process.exitCode = failed.length === 0 ? 0 : 1
