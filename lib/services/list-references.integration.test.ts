import { Readable } from 'node:stream'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { UserViewer } from '#lib/data/viewer.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { clearTombstones } from './clear-tombstones.ts'
import { deleteUpload } from './delete-upload.ts'
import { findReference, type ListReferencesQuery, listReferences } from './list-references.ts'
import { removeLink } from './remove-link.ts'
import { storeUpload } from './store-upload.ts'
import { submitGeneration } from './submit-generation.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
let ana: UserViewer
beforeAll(async () => {
  test = await createTestContext()
})
afterAll(() => test[Symbol.asyncDispose]())
beforeEach(async () => {
  ana = await test.createViewer()
})

let drawn = 0

async function bring(viewer: UserViewer, name: string): Promise<UploadView> {
  const canvas = createCanvas(512, 512)
  const ink = canvas.getContext('2d')
  ink.fillStyle = `hsl(${++drawn * 7}, 80%, 50%)`
  ink.fillRect(0, 0, 512, 512)
  ink.fillText(String(drawn), 20, 20)
  const stored = await storeUpload(test.context, viewer, { name, source: Readable.from([canvas.toBuffer('image/png')]) })
  if (!stored.ok) throw new Error(stored.message)
  test.advance(1000)
  return stored.upload
}

async function ask(viewer: UserViewer, prompt: string, images: { upload: string }[] | { url: string }[]): Promise<string> {
  const request = { vendor: 'uniall', mode: 'reference', prompt, images, resolution: '720p', duration: 5 }
  const result = await submitGeneration(test.context, viewer, { request })
  if (!result.ok) throw new Error(JSON.stringify(result))
  test.advance(1000)
  return result.take.id
}

async function list(viewer: UserViewer, query: ListReferencesQuery = {}) {
  const page = await listReferences(test.context, viewer, query)
  if (!page) throw new Error('the cursor is ours')
  return page
}

const namesOf = async (viewer: UserViewer, query: ListReferencesQuery = {}) => (await list(viewer, query)).items.map((item) => item.name)
const settle = (id: string) => test.context.database.client.task.update({ where: { id }, data: { state: 'succeeded' } })

describe('the library', () => {
  it('holds files and addresses, the latest used first, each with where it was used', async () => {
    const fox = await bring(ana, 'fox.png')
    const sea = await bring(ana, 'sea.png')
    const first = await ask(ana, 'A fox runs', [{ upload: fox.id }])
    const second = await ask(ana, 'The fox sleeps, twice seen', [{ upload: fox.id }, { upload: fox.id }])
    const third = await ask(ana, 'A heron', [{ url: 'https://example.com/birds/heron.png?size=2' }])
    const { items } = await list(ana)
    expect(items.map(({ type, name, kind, uses, usedIn }) => [type, name, kind, uses, usedIn.map((use) => use.taskId)])).toEqual([
      ['link', 'heron.png', 'image', 1, [third]],
      ['upload', 'fox.png', 'image', 2, [second, first]],
      ['upload', 'sea.png', 'image', 0, []],
    ])
    expect(items[1]?.usedIn[0]).toMatchObject({ prompt: 'The fox sleeps, twice seen' })
    expect(items[0]?.link).toMatchObject({ url: 'https://example.com/birds/heron.png?size=2', problem: null })
    expect(items[2]?.upload).toMatchObject({ id: sea.id, thumbnailUrl: `/api/uploads/${sea.id}/thumbnail` })
  })

  it('is searched by name, by address, and by what the takes were asked for', async () => {
    const fox = await bring(ana, 'fox.png')
    await bring(ana, '100%_sea.png')
    await ask(ana, 'Dusk over the harbour', [{ upload: fox.id }])
    await ask(ana, 'A heron', [{ url: 'https://example.com/birds/heron.png' }])
    expect(await namesOf(ana, { q: 'FOX' })).toEqual(['fox.png'])
    expect(await namesOf(ana, { q: 'harbour' })).toEqual(['fox.png'])
    expect(await namesOf(ana, { q: 'example.com/birds' })).toEqual(['heron.png'])
    expect(await namesOf(ana, { q: '0%_s' })).toEqual(['100%_sea.png'])
    expect(await namesOf(ana, { q: '%' })).toEqual(['100%_sea.png'])
    expect(await namesOf(ana, { q: 'harbour fox' })).toEqual(['fox.png'])
    expect(await namesOf(ana, { q: 'harbour heron' })).toEqual([])
    expect(await namesOf(ana, { q: '"the dusk"' })).toEqual([])
    expect(await namesOf(ana, { kind: 'video' })).toEqual([])
    expect(await namesOf(ana, { kind: 'image', q: ' ' })).toHaveLength(3)
  })

  it('is read in pages that neither skip nor repeat', async () => {
    const names: string[] = []
    for (let index = 0; index < 5; index++) names.unshift((await bring(ana, `${index}.png`)).name)
    const { client } = test.context.database
    // All of one moment: the id decides.
    await client.upload.updateMany({ where: { userId: ana.userId }, data: { usedAt: test.context.clock() } })
    const read: string[] = []
    let cursor: string | undefined
    do {
      const page = await list(ana, { limit: 2, cursor })
      read.push(...page.items.map((item) => item.name))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect(read).toEqual(names)
    expect(await listReferences(test.context, ana, { cursor: 'x' })).toBeNull()
  })

  it('shows nobody else’s', async () => {
    const ben = await test.createViewer()
    const fox = await bring(ana, 'fox.png')
    await ask(ana, 'A heron', [{ url: 'https://example.com/heron.png' }])
    const [link] = (await list(ana)).items
    expect((await list(ben)).items).toEqual([])
    expect(await findReference(test.context, ben, fox.id)).toBeNull()
    expect(await findReference(test.context, ben, link?.id ?? '')).toBeNull()
    expect(await findReference(test.context, ana, 'made-up')).toBeNull()
    expect(await deleteUpload(test.context, ben, fox.id)).toMatchObject({ ok: false, code: 'not_found' })
    expect(await removeLink(test.context, ben, link?.id ?? '')).toBe(false)
    expect(await namesOf(ana)).toEqual(['heron.png', 'fox.png'])
    // Two people may name the same address.
    await ask(ben, 'My heron', [{ url: 'https://example.com/heron.png' }])
    expect((await list(ben)).items[0]?.usedIn).toMatchObject([{ prompt: 'My heron' }])
  })

  it('tells what was made from a file, and from which it was made', async () => {
    const fox = await bring(ana, 'fox.png')
    const cut = await bring(ana, 'fox-cut.png')
    await test.context.database.client.upload.update({ where: { id: cut.id }, data: { originalId: fox.id, edit: { maxSide: 256 } } })
    expect(await findReference(test.context, ana, fox.id)).toMatchObject({
      original: null,
      edits: [{ id: cut.id, edit: { maxSide: 256 } }],
    })
    expect(await findReference(test.context, ana, cut.id)).toMatchObject({ original: { id: fox.id }, edits: [] })
  })

  it('forgets an address that was only tried and did not lead to a file', async () => {
    const { client } = test.context.database
    const data = { userId: ana.userId, url: 'https://exa', urlHash: 'x', problem: 'unreachable' }
    await client.linkedFile.create({ data: { id: '0199a000-0000-7000-8000-000000000001', ...data } })
    expect(await namesOf(ana)).toEqual([])
  })
})

describe('deleting a file', () => {
  it('waits until the takes that need it are finished, then leaves nothing of it', async () => {
    const { context } = test
    const fox = await bring(ana, 'fox.png')
    const cut = await bring(ana, 'cut.png')
    await context.database.client.upload.update({ where: { id: cut.id }, data: { originalId: fox.id } })
    const row = await context.database.client.upload.findUniqueOrThrow({ where: { id: fox.id } })
    const take = await ask(ana, 'A fox runs', [{ upload: fox.id }])
    expect(await deleteUpload(context, ana, fox.id)).toEqual({
      ok: false,
      code: 'conflict',
      message: 'A take that is not finished needs this file. Delete it once it has ended.',
    })
    await settle(take)
    expect(await deleteUpload(context, ana, fox.id)).toEqual({ ok: true })
    expect(await deleteUpload(context, ana, fox.id)).toMatchObject({ code: 'not_found' })
    await clearTombstones(context, test.engine)
    for (const key of [row.storageKey, row.thumbnailKey ?? '']) expect(await context.storage.stat(key)).toBeNull()
    // The take and what was cut from the file stay.
    expect(await context.database.client.task.count({ where: { id: take } })).toBe(1)
    expect(await findReference(context, ana, cut.id)).toMatchObject({ original: null })
    const again = await submitGeneration(context, ana, {
      request: { vendor: 'uniall', mode: 'reference', prompt: 'Again', images: [{ upload: fox.id }], resolution: '720p', duration: 5 },
    })
    expect(again).toMatchObject({ ok: false, issues: [{ code: 'unknown_upload' }] })
  })

  it('takes a tidy copy and its original together, which the library shows as one', async () => {
    const { client } = test.context.database
    const original = await bring(ana, 'photo.png')
    const copy = await bring(ana, 'photo-tidy.png')
    await client.upload.update({ where: { id: copy.id }, data: { originalId: original.id, edit: { isTidy: true } } })
    expect(await namesOf(ana)).toEqual(['photo-tidy.png'])
    const take = await ask(ana, 'A photo', [{ upload: original.id }])
    expect(await deleteUpload(test.context, ana, copy.id)).toMatchObject({ ok: false, code: 'conflict' })
    await settle(take)
    expect(await deleteUpload(test.context, ana, copy.id)).toEqual({ ok: true })
    expect(await client.upload.count({ where: { userId: ana.userId } })).toBe(0)
  })

  it('cannot slip in while a request takes the file up', async () => {
    const { context } = test
    for (let round = 0; round < 4; round++) {
      const fox = await bring(ana, 'fox.png')
      const request = {
        vendor: 'uniall',
        mode: 'reference',
        prompt: 'A fox',
        images: [{ upload: fox.id }],
        resolution: '720p',
        duration: 5,
      }
      const [submitted, deleted] = await Promise.all([submitGeneration(context, ana, { request }), deleteUpload(context, ana, fox.id)])
      expect(submitted.ok).toBe(!deleted.ok)
    }
  })
})
