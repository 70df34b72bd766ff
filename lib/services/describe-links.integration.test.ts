import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LinkFindings, noFindings, saveLinkedFile } from '#lib/data/linked-files.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { linkProblems } from '#lib/generation/linked-file.ts'
import { checkRequest } from './check-request.ts'
import { submitGeneration } from './submit-generation.ts'
import { createTestContext, type TestContext } from './testing/test-context.ts'

let test: TestContext
let viewer: UserViewer
let stranger: UserViewer
beforeAll(async () => {
  test = await createTestContext({ SEEDANCE2AI_API_KEY: 'a-key-that-nobody-has', SANDBOX: 'auto' })
  viewer = await test.createViewer()
  stranger = await test.createViewer()
})
afterAll(() => test[Symbol.asyncDispose]())

const remember = (url: string, findings: Partial<LinkFindings>) =>
  saveLinkedFile(viewer, test.context.database.client, url, { ...noFindings, ...findings }, test.context.clock())

const requestOf = (references: Record<string, unknown>) => ({
  vendor: 'seedance2ai',
  mode: 'reference',
  prompt: 'A lighthouse',
  ratio: '16:9',
  ...references,
})

async function verdictOf(references: Record<string, unknown>, who = viewer, vendor: 'seedance2ai' | 'loova' = 'seedance2ai') {
  const result = await checkRequest(test.context, who, requestOf(references))
  if (!result.ok) throw new Error(result.message)
  return result.verdicts[vendor]
}

describe('what was found at an address', () => {
  it('is judged by the rules where the request does not say it', async () => {
    const url = 'https://files.example.com/long.mp4'
    await remember(url, { kind: 'video', width: 1280, height: 720, duration: 22 })
    const seen = await verdictOf({ videos: [{ url }] })
    expect(seen.issues).toMatchObject([{ path: 'videos', index: 0, severity: 'error' }])
    expect(seen.issues[0]?.message).toContain('22')
    expect((await verdictOf({ videos: [{ url, duration: 7 }] })).issues).toEqual([])
  })

  it('is nobody else’s knowledge', async () => {
    const seen = await verdictOf({ videos: [{ url: 'https://files.example.com/long.mp4' }] }, stranger)
    expect(seen).toMatchObject({ ok: true, issues: [{ code: 'unknown_fact', severity: 'warning' }] })
  })

  it('is refused in a place for another kind', async () => {
    const url = 'https://files.example.com/sound'
    await remember(url, { kind: 'audio', duration: 3 })
    const issues = [{ path: 'images', index: 0, code: 'invalid_type', message: 'The file at this address is an audio file, not an image.' }]
    expect(await verdictOf({ images: [{ url }] })).toMatchObject({
      ok: false,
      issues: expect.arrayContaining([expect.objectContaining(issues[0])]),
    })
  })

  it.each([
    ['web_page', 'error'],
    ['not_media', 'error'],
    ['not_found', 'warning'],
    ['timed_out', 'warning'],
  ] as const)('%s is an %s', async (problem, severity) => {
    const url = `https://files.example.com/${problem}.png`
    await remember(url, { problem })
    const { issues } = await verdictOf({ images: [{ url }] })
    expect(issues.find((issue) => issue.code === 'unreachable')).toMatchObject({ path: 'images', index: 0, severity })
  })

  it.each(['live', 'sandbox'])('in a private network is refused everywhere, looked at or not (%s)', async (state) => {
    const vendor = state === 'live' ? 'seedance2ai' : 'loova'
    const named = 'https://inside.example.com/a.png'
    await remember(named, { problem: 'private_address' })
    for (const url of [named, 'http://169.254.169.254/a.png', 'http://localhost:4711/a.png']) {
      const request = { ...requestOf({ images: [{ url, width: 800, height: 600 }] }), vendor }
      const issue = { path: 'images', index: 0, code: 'unreachable', severity: 'error', message: linkProblems.private_address }
      expect(await verdictOf({ images: [{ url, width: 800, height: 600 }] }, viewer, vendor)).toMatchObject({ ok: false, issues: [issue] })
      expect(await submitGeneration(test.context, viewer, { request })).toMatchObject({ ok: false, code: 'invalid', issues: [issue] })
    }
  })

  it('stops a submit before anything is sent, until it is ten minutes old', async () => {
    const url = 'https://files.example.com/page.png'
    await remember(url, { problem: 'web_page' })
    const request = { ...requestOf({ images: [{ url, width: 800, height: 600 }] }), vendor: 'loova' }
    const refused = await submitGeneration(test.context, viewer, { request })
    expect(refused).toMatchObject({ ok: false, code: 'invalid', issues: [{ code: 'unreachable' }] })
    test.advance(600_001)
    expect(await submitGeneration(test.context, viewer, { request })).toMatchObject({ ok: true })
  })

  it('goes with the take', async () => {
    const url = 'https://files.example.com/wide.png'
    await remember(url, { kind: 'image', width: 1920, height: 1080 })
    const result = await submitGeneration(test.context, viewer, { request: { ...requestOf({ images: [{ url }] }), vendor: 'loova' } })
    expect(result).toMatchObject({ ok: true, take: { request: { images: [{ url, width: 1920, height: 1080 }] } } })
  })
})
