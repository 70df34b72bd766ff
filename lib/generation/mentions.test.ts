import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListField } from './file-kinds.ts'
import { applyFix } from './issue.ts'
import {
  completeMention,
  findMentions,
  insertMention,
  lintMentions,
  mentionOf,
  type ReferenceChange,
  removeMentions,
  renumberMentions,
} from './mentions.ts'
import type { GenerationRequest } from './request.ts'

const url = (number: number) => ({ url: `https://example.com/${number}` })
const files = (count: number) => Array.from({ length: count }, (_, index) => url(index))
const reference = (prompt: string, images = 0, videos = 0, audios = 0): GenerationRequest => ({
  vendor: 'loova',
  mode: 'reference',
  prompt,
  images: files(images),
  videos: files(videos),
  audios: files(audios),
})
const found = (prompt: string) => findMentions(prompt).map((mention) => [mention.kind, mention.number, mention.text])

describe('findMentions', () => {
  it('reads kind, number and place', () => {
    expect(findMentions('Put @Image1 into @video12.')).toEqual([
      { kind: 'images', number: 1, start: 4, end: 11, text: '@Image1' },
      { kind: 'videos', number: 12, start: 17, end: 25, text: '@video12' },
    ])
  })

  it.each<[string, string, [ListField, number | null, string][]]>([
    [
      'any case',
      '@IMAGE1 @aUdIo2',
      [
        ['images', 1, '@IMAGE1'],
        ['audios', 2, '@aUdIo2'],
      ],
    ],
    [
      'beside punctuation',
      '(@Image1),@Image2/@Image3’s',
      [
        ['images', 1, '@Image1'],
        ['images', 2, '@Image2'],
        ['images', 3, '@Image3'],
      ],
    ],
    [
      'one after another',
      '@Image1@Video2',
      [
        ['images', 1, '@Image1'],
        ['videos', 2, '@Video2'],
      ],
    ],
    ['a leading zero', '@Image01', [['images', 1, '@Image01']]],
    ['number 0', '@Image0', [['images', 0, '@Image0']]],
    ['a number without end', `@Image${'9'.repeat(400)}`, [['images', Number.MAX_SAFE_INTEGER, `@Image${'9'.repeat(400)}`]]],
    ['what remains of a removed file', 'like @Image? there', [['images', null, '@Image?']]],
    [
      'after an emoji',
      '🎬@Image1👩‍👩‍👧 and 👍🏽@Video1',
      [
        ['images', 1, '@Image1'],
        ['videos', 1, '@Video1'],
      ],
    ],
    [
      'in right-to-left text',
      'الشخص في \u200f@Image1\u200f يمشي، שלום @Video2',
      [
        ['images', 1, '@Image1'],
        ['videos', 2, '@Video2'],
      ],
    ],
    [
      'in text without spaces',
      '参考@Image1的人物和@Video1の動き',
      [
        ['images', 1, '@Image1'],
        ['videos', 1, '@Video1'],
      ],
    ],
  ])('finds %s', (_name, prompt, expected) => {
    expect(found(prompt)).toEqual(expected)
  })

  it.each([
    'me@image1.com',
    'ana.maria@Image1',
    'словo@Image1',
    'café@Image1',
    'cafe\u0301@Image1',
    '_@Image1',
    '@@Image1',
    '@Images1',
    '@Image',
    '@Image 1',
    '@Image1st',
    '@Image1_b',
    '@Image1٢',
    '@Image٢',
    '@Image1\u20e3',
    'https://example.com/@image1',
    'see http://x.example/a?b=/@video1 there',
    '@picture1',
    '',
  ])('finds nothing in %j', (prompt) => {
    expect(found(prompt)).toEqual([])
  })

  it('gives places that cut exactly its own text out of any prompt', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom('@Image1', '@video2', '@Audio?', ' ', '@'), fc.string({ unit: 'grapheme' })))
    fc.assert(
      fc.property(pieces, (parts) => {
        const prompt = parts.join('')
        for (const { start, end, text } of findMentions(prompt)) expect(prompt.slice(start, end)).toBe(text)
      }),
      { seed: 3 },
    )
  })
})

describe('renumberMentions', () => {
  it.each<[string, string, ReferenceChange, string]>([
    ['a removed file', '@Image1 @Image2 @Image3', { type: 'removed', index: 1 }, '@Image1 @Image? @Image2'],
    ['another kind', '@Video2 @Audio3', { type: 'removed', index: 0 }, '@Video2 @Audio3'],
    ['a file moved down', '@Image1 @Image2 @Image3 @Image4', { type: 'moved', from: 0, to: 2 }, '@Image3 @Image1 @Image2 @Image4'],
    ['a file moved up', '@Image1 @Image2 @Image3', { type: 'moved', from: 2, to: 0 }, '@Image2 @Image3 @Image1'],
    ['a file put in between', '@Image1 @Image2 @Image?', { type: 'inserted', index: 1 }, '@Image1 @Image3 @Image?'],
    ['the spelling', 'so @iMAGE2 it is', { type: 'removed', index: 0 }, 'so @iMAGE1 it is'],
    ['what is no number', '@Image? @Image0', { type: 'removed', index: 0 }, '@Image? @Image0'],
    ['text around', '🎬@Image2的, a@Image2.com', { type: 'removed', index: 0 }, '🎬@Image1的, a@Image2.com'],
  ])('minds %s', (_name, prompt, change, expected) => {
    expect(renumberMentions(prompt, 'images', change)).toBe(expected)
  })

  it('keeps every mention with its file, whatever moves', () => {
    const length = 6
    const position = fc.integer({ min: 0, max: length - 1 })
    fc.assert(
      fc.property(position, position, (from, to) => {
        const names = ['a', 'b', 'c', 'd', 'e', 'f']
        const prompt = names.map((_, index) => mentionOf('images', index + 1)).join(' ')
        const moved = names.toSpliced(from, 1).toSpliced(to, 0, names[from] ?? '')
        const after = findMentions(renumberMentions(prompt, 'images', { type: 'moved', from, to }))
        expect(after.map(({ number }) => moved[(number ?? 0) - 1])).toEqual(names)
      }),
      { seed: 3 },
    )
  })
})

describe('lintMentions', () => {
  it('is silent without mentions, and where all agree', () => {
    expect(lintMentions(reference('A lighthouse', 3))).toEqual([])
    expect(lintMentions(reference('@Image1 meets @Video1 to @Audio1', 1, 1, 1))).toEqual([])
    expect(lintMentions({ mode: 'reference' })).toEqual([])
  })

  it.each<[string, GenerationRequest, string, string, string]>([
    [
      'without any file',
      reference('See @Image1.'),
      '@Image1 names a file that is not there: the request has no images.',
      'Remove @Image1',
      'See.',
    ],
    [
      'past the end',
      reference('@Image1 and @image3 walk', 2),
      '@Image3 names a file that is not there: there are 2 images.',
      'Remove @Image3',
      '@Image1 and walk',
    ],
    ['number 0', reference('@Audio0', 0, 0, 1), '@Audio0 names a file that is not there: there is 1 audio file.', 'Remove @Audio0', ''],
    [
      'of a removed file',
      reference('Like @Image?, but blue', 2),
      '@Image? stands for a file that was removed: name another one or take it out.',
      'Remove @Image?',
      'Like, but blue',
    ],
  ])('refuses a mention %s, with the prompt that would do', (_name, request, message, label, prompt) => {
    const [issue] = lintMentions(request)
    expect(issue).toMatchObject({ path: 'prompt', code: 'no_such_reference', severity: 'error', message, fix: { label } })
    if (!issue?.fix) throw new Error('No fix')
    const fixed = applyFix(request, issue.fix)
    expect(fixed.prompt).toBe(prompt)
    expect(lintMentions(fixed).filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('complains once about a file that is named twice, and not without end', () => {
    expect(lintMentions(reference('@Image1 @Image1 @image1'))).toHaveLength(1)
    const many = Array.from({ length: 900 }, (_, index) => mentionOf('images', index + 1)).join(' ')
    expect(lintMentions(reference(many)).length).toBeLessThanOrEqual(10)
  })

  it('hints at references that are never mentioned, once any is', () => {
    expect(lintMentions(reference('@Image1', 2, 1))).toEqual([
      {
        path: 'prompt',
        code: 'not_mentioned',
        message: 'The prompt does not mention @Image2 and @Video1; the model decides how to use them.',
        severity: 'warning',
      },
    ])
    expect(lintMentions({ ...reference('@Image1 opens', 2), mode: 'first_last_frames' })).toEqual([])
  })
})

describe('removeMentions', () => {
  it.each([
    ['a @Image2 b', 'a b'],
    ['@Image2 b', 'b'],
    ['a @Image2', 'a'],
    ['a @Image2, b', 'a, b'],
    ['参考@Image2的', '参考的'],
    ['a\n@Image2 b', 'a\nb'],
    ['@Image2@Image2', ''],
    ['@Image2 @Image2', ''],
    ['me@image2.com @Image1', 'me@image2.com @Image1'],
  ])('turns %j into %j', (prompt, expected) => {
    expect(removeMentions(prompt, 'images', 2)).toBe(expected)
  })
})

describe('completeMention', () => {
  const some = { images: files(2), videos: files(1), audios: [] }
  const offered = (text: string) => {
    const caret = text.indexOf('|')
    return completeMention(text.replace('|', ''), caret, some)?.candidates.map((candidate) => candidate.text) ?? null
  }

  it.each<[string, string[] | null]>([
    ['@|', ['@Image1', '@Image2', '@Video1']],
    ['with @i|', ['@Image1', '@Image2']],
    ['with @IMAGE2|', ['@Image2']],
    ['@1|', ['@Image1', '@Video1']],
    ['参考@v|', ['@Video1']],
    ['@Im|age1 x', ['@Image1', '@Image2']],
    ['@audio|', null],
    ['@x|', null],
    ['me@|', null],
    ['https://x.example/@|', null],
    ['no at|', null],
    ['@ |', null],
    ['|', null],
  ])('offers for %j', (text, expected) => {
    expect(offered(text)).toEqual(expected)
  })

  it.each([
    ['with @i|', 'with @Image1 |'],
    ['@i|, then', '@Image1|, then'],
    ['@i|n', '@Image1 |n'],
    ['@Im|age12 x', '@Image1| x'],
    ['🎬@|👍', '🎬@Image1 |👍'],
  ])('completes %j to %j', (text, expected) => {
    const caret = text.indexOf('|')
    const prompt = text.replace('|', '')
    const completion = completeMention(prompt, caret, some)
    const [first] = completion?.candidates ?? []
    if (!completion || !first) throw new Error('No candidate')
    const inserted = insertMention(prompt, completion, first)
    expect(`${inserted.prompt.slice(0, inserted.caret)}|${inserted.prompt.slice(inserted.caret)}`).toBe(expected)
  })

  it('survives any text and any caret', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: -5, max: 50 }), (prompt, caret) => {
        completeMention(prompt, caret, some)
        lintMentions(reference(prompt, 1))
      }),
      { seed: 3 },
    )
  })
})
