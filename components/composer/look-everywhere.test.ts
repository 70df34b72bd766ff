import { expect, test } from 'vitest'
import { assessDraft } from '#components/composer/assess-draft.ts'
import { createDraft } from '#components/composer/draft.ts'
import { joinIssues } from '#components/composer/issue-visibility.ts'
import { lookEverywhere, withServerWord } from '#components/composer/look-everywhere.ts'
import type { Issue } from '#lib/generation/issue.ts'

const draft = { ...createDraft('loova'), prompt: 'Fog over a harbour' }
const refused: Issue = { path: 'images', index: 0, code: 'unreachable', message: 'It cannot be opened.', severity: 'error' }

test('what the server refused stands against the vendor that was asked, and no other', () => {
  const { verdicts } = lookEverywhere(assessDraft(draft, []), {})
  const after = withServerWord(verdicts, 'loova', [refused])
  expect(verdicts?.loova.ok).toBe(true)
  expect(after?.loova).toEqual({ ok: false, issues: [refused], credits: null })
  expect(after?.outai).toBe(verdicts?.outai)
  expect(withServerWord(verdicts, 'loova', [{ ...refused, severity: 'warning' }])).toBe(verdicts)
})

test('a refusal of the server takes the place of the same words as a mere warning', () => {
  const warning: Issue = { ...refused, severity: 'warning' }
  const another: Issue = { ...refused, index: 1 }
  expect(joinIssues([warning], [refused])).toEqual([refused])
  expect(joinIssues([refused], [refused])).toEqual([refused])
  expect(joinIssues([refused], [another])).toEqual([refused, another])
  expect(joinIssues([warning], [])).toEqual([warning])
})
