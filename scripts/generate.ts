import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'

process.exitCode = (await withPrepareLock(prepareClient)) ? 0 : 1
