import { expect, test } from 'vitest'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { assessDraft, judgeEverywhere } from './assess-draft.ts'
import { createDraft } from './draft.ts'

const connection: ConnectionView = {
  vendor: 'loova',
  name: 'Loova',
  state: 'live',
  reason: 'Key from Settings.',
  isDisabled: false,
  keySource: 'settings',
  keyHint: null,
  baseUrl: null,
  baseUrlSource: null,
  acceptsUploads: true,
  uploadsProblem: null,
  balance: null,
  lastTest: null,
  maxRunning: null,
  health: { state: 'ok', since: null, message: null },
}
const draft = { ...createDraft('loova'), prompt: 'Fog over a harbour' }

test('finds nothing wrong with a prompt and the defaults', () => {
  const { issues, request } = assessDraft(draft, [connection])
  expect(issues).toEqual([])
  expect(request).toEqual({ vendor: 'loova', mode: 'text_to_video', prompt: 'Fog over a harbour', duration: 5 })
})

test('tells every mistake at once, also beside a field that cannot be read', () => {
  const { issues } = assessDraft({ ...draft, vendor: 'uniall', prompt: ' ', seed: 'many', duration: '99' }, [])
  expect(issues.map((issue) => issue.path).toSorted()).toEqual(['duration', 'prompt', 'seed'])
})

test('refuses a vendor that is off', () => {
  const { issues } = assessDraft(draft, [{ ...connection, state: 'off', reason: 'No key.' }])
  expect(issues).toMatchObject([{ path: 'vendor', code: 'vendor_unavailable', severity: 'error' }])
})

test('refuses uploads that the vendor cannot reach, each at its place', () => {
  const images = [{ url: 'https://example.com/a.png' }, { upload: 'u1', width: 800, height: 600 }]
  const { issues } = assessDraft({ ...draft, mode: 'first_last_frames', images }, [
    { ...connection, acceptsUploads: false, uploadsProblem: 'Nothing answers at PUBLIC_URL.' },
  ])
  expect(issues).toMatchObject([{ path: 'images', index: 1, code: 'unreachable', message: 'Nothing answers at PUBLIC_URL.' }])
})

test('quotes the documented price', () => {
  expect(assessDraft({ ...draft, vendor: 'seedance2ai' }, []).quote).toEqual({ amount: 200, basis: 'exact' })
  expect(assessDraft(draft, []).quote).toBeNull()
})

test('does not hold a choice against a vendor that nobody made', () => {
  const { request, assumed } = assessDraft({ ...draft, vendor: 'uniall', duration: '6' }, [])
  expect(request).toMatchObject({ resolution: '720p' })
  expect(request && judgeEverywhere(request, assumed)).toMatchObject({
    uniall: { ok: true },
    loova: { ok: true },
    seedance2ai: { ok: true },
  })

  const chosen = assessDraft({ ...draft, vendor: 'uniall', resolution: '720p' }, [])
  expect(chosen.request && judgeEverywhere(chosen.request, chosen.assumed).loova).toMatchObject({ ok: false })
})
