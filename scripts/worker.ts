import { existsSync } from 'node:fs'
import path from 'node:path'
import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'
import { projectDirectory, stopChildren } from './run-child.ts'
import { stopOnSignals } from './stop-on-signals.ts'

const file = path.join(projectDirectory, '.env')
if (existsSync(file)) process.loadEnvFile(file)
Object.assign(process.env, { NODE_ENV: 'production' })
let stopWorker = async () => stopChildren()
stopOnSignals(() => stopWorker())
if (!(await withPrepareLock(prepareClient))) process.exit(1)
// Loaded last: it reads the database client that the line above may have just written.
const { runWorker } = await import('#worker.ts')
try {
  const worker = await runWorker(process.env)
  if ('mistakes' in worker) {
    for (const mistake of worker.mistakes) console.error(mistake)
    process.exit(1)
  }
  stopWorker = () => worker.stop()
  const metrics = worker.metricsPort === null ? '' : ` Metrics on port ${worker.metricsPort}.`
  console.log(`Dailies worker is ready.${metrics}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
