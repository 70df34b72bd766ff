import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'
import { projectDirectory, runNode } from './run-child.ts'
import { hashSources } from './source-hash.ts'

const sources = [
  'app',
  'components',
  'lib',
  'public',
  'next.config.ts',
  'postcss.config.mjs',
  'prisma/schema.prisma',
  'prisma/schema',
  'package-lock.json',
]
const stampFile = path.join(projectDirectory, '.next/dailies-build')

function isFresh(stamp: string): boolean {
  return existsSync(path.join(projectDirectory, '.next/BUILD_ID')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
}

/** Generates the database client and builds the pages when they are missing or stale; false when that failed and was reported. */
export function prepareBuild(options: { force?: boolean } = {}): Promise<boolean> {
  return withPrepareLock(async () => {
    if (!(await prepareClient())) return false
    const stamp = hashSources(sources)
    if (options.force !== true && isFresh(stamp)) return true
    console.log('Building the pages; this takes one to three minutes the first time …')
    const startedAt = performance.now()
    // Gone first: a build that is cut off must not pass for a fresh one.
    rmSync(stampFile, { force: true })
    const result = await runNode(['node_modules/next/dist/bin/next', 'build'], { output: 'quiet', env: { NODE_ENV: 'production' } })
    if (!result.ok) {
      console.error(result.output)
      return false
    }
    writeFileSync(stampFile, stamp)
    console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
    return true
  })
}
