import { expect, test } from 'vitest'
import { linkProblems } from '#lib/generation/linked-file.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { type Assessment, assessDraft, judgeEverywhere } from './assess-draft.ts'
import { createDraft, draftFromUsedAgain } from './draft.ts'

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
const verdictsOf = ({ request, ...rest }: Assessment) => request && judgeEverywhere({ ...rest, request })
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

test('refuses uploads that the vendor cannot reach, one at its place and several in one sentence', () => {
  const images = [{ url: 'https://example.com/a.png' }, { upload: 'u1', width: 800, height: 600 }]
  const { issues } = assessDraft({ ...draft, mode: 'first_last_frames', images }, [
    { ...connection, acceptsUploads: false, uploadsProblem: 'Nothing answers at PUBLIC_URL.' },
  ])
  expect(issues).toMatchObject([{ path: 'images', index: 1, code: 'unreachable', message: 'Nothing answers at PUBLIC_URL.' }])
  const several = assessDraft(
    {
      ...draft,
      mode: 'reference',
      images: images.slice(1).concat({ upload: 'u2', width: 800, height: 600 }),
      videos: [{ upload: 'u3', duration: 4 }],
    },
    [{ ...connection, acceptsUploads: false, uploadsProblem: 'Nothing answers at PUBLIC_URL.' }],
  )
  expect(several.issues).toEqual([{ path: 'images', code: 'unreachable', severity: 'error', message: 'Nothing answers at PUBLIC_URL.' }])
})

test('asks nothing of a file that is kept aside', () => {
  const unreachable = { ...connection, acceptsUploads: false, uploadsProblem: null }
  const videos = [{ upload: 'u1', duration: 4 }]
  const aside = assessDraft({ ...draft, videos }, [unreachable])
  expect(aside.setAside).toEqual(['Videos (1)'])
  expect(aside.issues).toEqual([])
  expect(aside.hasUploads).toBe(false)

  const sent = assessDraft({ ...draft, mode: 'reference', videos }, [unreachable])
  expect(sent.issues).toMatchObject([{ path: 'videos', index: 0, code: 'unreachable' }])
  expect(sent.hasUploads).toBe(true)
})

test('tells of a file that was deleted, beside it and at once', () => {
  const images = [{ upload: 'kept' }, { upload: 'deleted', isGone: true }]
  const assessment = assessDraft({ ...draft, mode: 'first_last_frames', images }, [connection])
  const told = [{ path: 'images', index: 1, code: 'unknown_upload', severity: 'error' }]
  expect(assessment.issues).toMatchObject(told)
  for (const verdict of Object.values(verdictsOf(assessment) ?? {})) expect(verdict).toMatchObject({ ok: false, issues: told })
  expect(assessDraft({ ...draft, images }, [connection]).issues).toEqual([])
})

test('refuses a private address at once and at every vendor, unless the server could open it', () => {
  const at = (reference: object) => {
    const videos = [{ url: 'http://localhost:4711/a.mp4', duration: 4, ...reference }]
    return assessDraft({ ...draft, mode: 'reference', videos }, [connection])
  }
  const told = [{ path: 'videos', index: 0, code: 'unreachable', severity: 'error' }]
  const unknown = { kind: null, problem: null, at: 0 }
  for (const assessment of [at({}), at({ checked: unknown }), at({ checked: { ...unknown, problem: linkProblems.private_address } })]) {
    expect(assessment.issues).toMatchObject(told)
    for (const verdict of Object.values(verdictsOf(assessment) ?? {}))
      expect(verdict).toMatchObject({ ok: false, issues: expect.arrayContaining([expect.objectContaining(told[0])]) })
  }
  expect(at({ checked: { ...unknown, kind: 'video' } }).issues).toEqual([])
  expect(at({ url: 'https://example.com/a.mp4', checked: { ...unknown, problem: linkProblems.timed_out } }).issues).toMatchObject([
    { code: 'unreachable', severity: 'warning' },
  ])
})

test('quotes the documented price', () => {
  expect(assessDraft({ ...draft, vendor: 'seedance2ai' }, []).quote).toEqual({ amount: 200, basis: 'exact' })
  expect(assessDraft(draft, []).quote).toBeNull()
})

test('does not hold a choice against a vendor that nobody made', () => {
  const open = assessDraft({ ...draft, vendor: 'uniall', duration: '6' }, [])
  expect(open.request).toMatchObject({ resolution: '720p' })
  expect(verdictsOf(open)).toMatchObject({
    uniall: { ok: true },
    loova: { ok: true },
    seedance2ai: { ok: true },
  })

  const chosen = assessDraft({ ...draft, vendor: 'uniall', resolution: '720p' }, [])
  expect(verdictsOf(chosen)?.loova).toMatchObject({ ok: false })
})

test('a request used again brings back as a choice what was chosen, and leaves open what the form had filled in', () => {
  const request = { vendor: 'uniall', mode: 'text_to_video', prompt: 'Fog over a harbour', resolution: '720p', duration: 6 } as const
  const used = { request, uploads: {} }
  const again = assessDraft(draftFromUsedAgain({ ...used, assumed: ['resolution'] }), [])
  expect(again.request).toEqual(request)
  expect(verdictsOf(again)).toMatchObject({ loova: { ok: true }, outai: { ok: true }, seedance2ai: { ok: true } })

  const chosen = assessDraft(draftFromUsedAgain({ ...used, assumed: [] }), [])
  expect(chosen.request).toEqual(request)
  expect(verdictsOf(chosen)?.loova).toMatchObject({ ok: false })
})

test('holds what cannot be read against every vendor, in its own words and without a price', () => {
  for (const [change, path, message] of [
    [{ prompt: 'x'.repeat(100_000) }, 'prompt', 'Prompt must have at most 10,000 characters.'],
    [{ duration: '1e3' }, 'duration', 'Duration must be a whole number, written in digits.'],
    [{ seed: 'many' }, 'seed', 'Seed must be a whole number, written in digits.'],
    [{ seed: '٥' }, 'seed', 'Seed must be a whole number, written in digits.'],
    [{ seed: '-0' }, 'seed', 'Seed must be 0, without a minus sign.'],
    [{ seed: '90071992547409930' }, 'seed', 'Seed has too many digits.'],
  ] as const) {
    const assessment = assessDraft({ ...draft, vendor: 'uniall', resolution: '480p', ...change }, [])
    expect(assessment.quote).toBeNull()
    for (const verdict of Object.values(verdictsOf(assessment) ?? {})) {
      expect(verdict).toMatchObject({ ok: false, credits: null })
      expect(verdict.issues.filter((issue) => issue.path === path).map((issue) => issue.message)).toEqual([message])
    }
  }
})
