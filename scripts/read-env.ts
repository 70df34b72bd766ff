import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Env, parseEnv } from '#lib/env.ts'
import { projectDirectory } from './run-child.ts'

/** The settings from `.env` and the environment, which wins; a wrong one ends the process with one line per mistake. */
export function readEnvOrExit(): Env {
  const file = path.join(projectDirectory, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  const parsed = parseEnv(process.env)
  if (parsed.ok) return parsed.env
  for (const mistake of parsed.mistakes) console.error(mistake)
  process.exit(1)
}
