import { prepareBuild } from './prepare-build.ts'
import { prepareChromium } from './prepare-chromium.ts'
import { runE2e } from './run-e2e.ts'

const chromiumPath = await prepareChromium()
if (chromiumPath === null) {
  console.error('The browser tests need a Chromium: install one or set CHROMIUM_PATH.')
  process.exit(1)
}
if (!(await prepareBuild())) process.exit(1)
// `npm run e2e -- share.spec.ts` reaches Playwright unchanged.
const tally = await runE2e(chromiumPath, process.argv.slice(2))
process.exitCode = tally.failed === 0 ? 0 : 1
