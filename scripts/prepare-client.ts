import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { projectDirectory, runNode } from './run-child.ts'
import { hashSources } from './source-hash.ts'

const generated = path.join(projectDirectory, 'prisma/generated')
const stampFile = path.join(generated, '.stamp')

/** Writes the database client from the schema when it is missing or stale. */
export async function prepareClient(): Promise<boolean> {
  const version = readFileSync(path.join(projectDirectory, 'node_modules/prisma/package.json'), 'utf8')
  const stamp = hashSources(['prisma/schema.prisma', 'prisma/schema', 'prisma.config.ts']) + JSON.parse(version).version
  if (existsSync(path.join(generated, 'client.ts')) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  console.log('Generating the database client …')
  const result = await runNode(['node_modules/prisma/build/index.js', 'generate'], {
    output: 'quiet',
    // Prisma would download a schema engine that `generate` never runs; any existing file stops that.
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' },
  })
  if (result.ok) writeFileSync(stampFile, stamp)
  else console.error(result.output)
  return result.ok
}
