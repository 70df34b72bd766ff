import path from 'node:path'
import { formatBytes } from './format-bytes.ts'
import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'
import { readEnvOrExit } from './read-env.ts'

Object.assign(process.env, { NODE_ENV: 'production' })
const env = readEnvOrExit()
const [name, ...others] = process.argv.slice(2)
if (name === undefined || others.length > 0 || name.startsWith('-')) {
  console.error('Usage: npm run restore -- <file>')
  process.exit(1)
}
const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name)
if (!(await withPrepareLock(prepareClient))) process.exit(1)

const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort(new Error('Stopped; nothing was restored.')))
try {
  // Loaded last: they read the database client that the line above may have just written.
  const [{ runRestore }, { embeddedDirectory }] = await Promise.all([
    import('#lib/services/backup/run-restore.ts'),
    import('#lib/runtime.ts'),
  ])
  const manifest = await runRestore({
    env,
    databaseDirectory: embeddedDirectory(env.DATA_DIR),
    file,
    now: new Date(),
    signal: stopped.signal,
    onVerified: ({ createdAt, appVersion, media }) =>
      console.log(`The backup of ${createdAt} (Dailies ${appVersion}) is whole. Restoring, ${formatBytes(media.bytes)} of files …`),
  })
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(`Restored ${rows} rows and ${manifest.media.files} files. Start with: npm start`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
