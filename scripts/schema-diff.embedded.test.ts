import { expect, it } from 'vitest'
import { schemaDiff } from './schema-diff.ts'

it('the migrations lead to the schema; if not, run scripts/new-migration.ts', async () => {
  expect(await schemaDiff('prisma/schema.prisma', 'prisma/migrations')).toBeNull()
})
