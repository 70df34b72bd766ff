import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'
import { readEnvOrExit } from './read-env.ts'

Object.assign(process.env, { NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' })
const env = readEnvOrExit()
const { serve } = await import('./serve.ts')
await serve(env, { dev: true, prepare: () => withPrepareLock(prepareClient) })
