import fs from 'node:fs'
import path from 'node:path'
import { schemaDiff } from './schema-diff.ts'

const [name] = process.argv.slice(2)
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: node scripts/new-migration.ts <name_in_snake_case>')
  process.exit(2)
}

const migrations = path.resolve('prisma/migrations')
const sql = await schemaDiff(path.resolve('prisma/schema.prisma'), migrations)
if (sql === null) {
  console.log('The migrations already lead to the schema.')
  process.exit(0)
}
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
const directory = path.join(migrations, `${stamp}_${name}`)
fs.mkdirSync(directory, { recursive: true })
fs.writeFileSync(path.join(directory, 'migration.sql'), sql)
fs.writeFileSync(path.join(migrations, 'migration_lock.toml'), 'provider = "postgresql"\n')
console.log(`${path.relative(process.cwd(), directory)}/migration.sql`)
