import { expect, it } from 'vitest'
import { migrate } from './migrate.ts'
import { startLoadingRows } from './restore-rows.ts'
import { createTestDatabase } from './testing/test-database.ts'

const at = '2026-11-21T12:00:00.000Z'

async function* linesOf(rows: readonly object[]) {
  for (const row of rows) yield JSON.stringify(row)
}

it('takes rows that refer to later ones of the same table, as a backup may hold them in any order', async () => {
  await using test = await createTestDatabase({ isEmpty: true })
  await migrate(test.database.pool)
  const user = { id: 'u', name: 'U', email: 'u@example.com', emailVerified: false, role: 'owner', createdAt: at, updatedAt: at }
  const upload = (name: string, originalId: string | null) => ({
    id: name,
    userId: 'u',
    kind: 'image',
    name,
    contentType: 'image/png',
    bytes: 1,
    sha256: name,
    storageKey: `uploads/${name}`,
    createdAt: at,
    originalId,
  })
  const others = Array.from({ length: 600 }, (_, index) => upload(`other-${index}`, null))
  const uploads = [upload('edit', 'original'), ...others, upload('original', null)]
  const loader = await startLoadingRows(test.database.pool)
  try {
    await loader.load({ name: 'User', columns: Object.keys(user), rows: 1 }, linesOf([user]))
    await loader.load({ name: 'Upload', columns: Object.keys(upload('', null)), rows: uploads.length }, linesOf(uploads))
    const waiting = { failureCode: 'no_answer', vendorMessage: '', eventMessage: '' }
    await loader.finish({ now: new Date(at), waiting, beforeCommit: async () => {} })
  } finally {
    await loader.abandon()
  }
  expect(await test.database.client.upload.findUnique({ where: { id: 'edit' } })).toMatchObject({ originalId: 'original' })
  const dangling = test.database.pool.query(`UPDATE "Upload" SET "originalId" = 'nobody' WHERE id = 'edit'`)
  await expect(dangling).rejects.toThrow('foreign key')
})

it('refuses a row that refers to one that is not there', async () => {
  await using test = await createTestDatabase({ isEmpty: true })
  await migrate(test.database.pool)
  const loader = await startLoadingRows(test.database.pool)
  const upload = { id: 'a', userId: 'nobody', kind: 'image', name: 'a', contentType: 'image/png', bytes: 1, sha256: 'a', storageKey: 'a' }
  const loading = loader.load({ name: 'Upload', columns: Object.keys(upload), rows: 1 }, linesOf([upload]))
  await expect(loading).rejects.toThrow('foreign key')
  await loader.abandon()
  expect(await test.database.client.upload.count()).toBe(0)
})
