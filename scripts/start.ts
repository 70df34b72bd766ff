import { prepareBuild } from './prepare-build.ts'
import { readEnvOrExit } from './read-env.ts'

Object.assign(process.env, { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' })
const env = readEnvOrExit()
// Loaded last: a wrong setting must be answered before Next.js is read from disk.
const { serve } = await import('./serve.ts')
await serve(env, { dev: false, prepare: () => prepareBuild() })
