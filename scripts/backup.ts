import path from 'node:path'
import packageJson from '#package.json' with { type: 'json' }
import { formatBytes } from './format-bytes.ts'
import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'
import { readEnvOrExit } from './read-env.ts'

Object.assign(process.env, { NODE_ENV: 'production' })
const env = readEnvOrExit()
const now = new Date()
const [name, ...others] = process.argv.slice(2)
if (others.length > 0 || name?.startsWith('-')) {
  console.error('Usage: npm run backup -- [file]')
  process.exit(1)
}
// npm runs scripts in the project's folder; the file is named from where the person stands.
const directory = process.env.INIT_CWD ?? process.cwd()
const file = path.resolve(directory, name ?? `dailies-backup-${now.toISOString().slice(0, 19).replace(/[:T]/g, '-')}.tar`)
if (!(await withPrepareLock(prepareClient))) process.exit(1)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
try {
  // Loaded last: they read the database client that the line above may have just written.
  const [{ runBackup }, { embeddedDirectory }] = await Promise.all([
    import('#lib/services/backup/run-backup.ts'),
    import('#lib/runtime.ts'),
  ])
  const manifest = await runBackup({ env, databaseDirectory: embeddedDirectory(env.DATA_DIR), file, appVersion: packageJson.version, now })
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(`Backed up ${rows} rows and ${manifest.media.files} files (${formatBytes(manifest.media.bytes)}) into ${file}`)
  const hasKey = manifest.members.some((member) => member.name === 'secret-key')
  if (hasKey) console.log('It holds the key that seals the vendor keys. Keep it where nobody else can read it.')
  else console.log('It does not hold SECRET_KEY, which comes from the environment. A restore needs the same one.')
  for (const key of manifest.media.missing) console.error(`Not in storage, so not in the backup: ${key}`)
  for (const key of manifest.media.changed) console.error(`Not as its receipt says, copied as it is: ${key}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
