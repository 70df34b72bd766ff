import { fieldOfKind, type ListField, listFields, listNouns } from './file-kinds.ts'
import type { Issue } from './issue.ts'
import type { GenerationRequest } from './request.ts'

/** `@Image2` in a prompt: the second of the request's images. */
export interface Mention {
  /** The list of the request in which the mentioned file stands. */
  kind: ListField
  /** As the creator counts, from 1; null for `@Image?`, which is what remains of a mention whose file was removed. */
  number: number | null
  /** UTF-16 offsets in the prompt, as a text field counts. */
  start: number
  end: number
  /** As it stands in the prompt. */
  text: string
}

/** Only how many there are matters, so a form's draft fits as well as a request. */
export type MentionableFiles = { readonly [Kind in ListField]?: readonly unknown[] | undefined }

const words: Record<ListField, string> = { images: 'Image', videos: 'Video', audios: 'Audio' }
const kindOfWord: Readonly<Record<string, ListField>> = fieldOfKind

/** In these scripts words are not set apart by spaces, so a mention may touch the text on both sides. */
const spaceless =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
/** A letter, digit or mark before it makes it part of a word or an e-mail address, unless that is the end of another mention. */
const notInWord = `(?:(?<![[\\p{L}\\p{N}\\p{M}_@]--[${spaceless}]])|(?<=@(?:image|video|audio)[0-9]{1,6}))`
const wordEnds = `(?![[\\p{L}\\p{N}\\p{M}_]--[${spaceless}]])`
const mentionPattern = new RegExp(`@(image|video|audio)(?:([0-9]+)${wordEnds}|\\?)`, 'ivy')
const startsMention = new RegExp(`${notInWord}$`, 'iv')
/** Longer than the word, digits and mark that the test before a mention looks at. */
const lookBack = 16

/** How a mention is written here: `@Image2`. */
export function mentionOf(kind: ListField, number: number): string {
  return `@${words[kind]}${number}`
}

/** Every mention in the order of the text, whether there is such a file or not. */
export function findMentions(prompt: string): Mention[] {
  const mentions: Mention[] = []
  // The form asks at every key press, and most text has no @ in it: only there is anything looked at.
  let start = prompt.indexOf('@')
  const addresses = start === -1 ? [] : findAddresses(prompt)
  for (; start !== -1; start = prompt.indexOf('@', start + 1)) {
    mentionPattern.lastIndex = start
    const match = mentionPattern.exec(prompt)
    const kind = kindOfWord[match?.[1]?.toLowerCase() ?? '']
    if (!match || kind === undefined || !startsMention.test(prompt.slice(Math.max(0, start - lookBack), start))) continue
    if (addresses.some((address) => address.start < start && start < address.end)) continue
    const [text, , digits] = match
    const number = digits === undefined ? null : Math.min(Number(digits), Number.MAX_SAFE_INTEGER)
    mentions.push({ kind, number, start, end: start + text.length, text })
  }
  return mentions
}

/** `https://example.com/@image1` mentions nothing. */
function findAddresses(prompt: string): { start: number; end: number }[] {
  if (!prompt.includes('://')) return []
  return [...prompt.matchAll(/https?:\/\/\S+/gi)].map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** Rewrites mentions; `write` gives the new text, or null to leave one as it is. */
export function rewriteMentions(prompt: string, write: (mention: Mention) => string | null, mentions = findMentions(prompt)): string {
  let rewritten = ''
  let position = 0
  for (const mention of mentions) {
    const text = write(mention)
    if (text === null) continue
    rewritten += prompt.slice(position, mention.start) + text
    position = mention.end
  }
  return rewritten + prompt.slice(position)
}

/** A change of one list; positions count from 0, as in the list. `moved`: taken out at `from`, then put in so that it stands at `to`. */
export type ReferenceChange =
  | { type: 'removed'; index: number }
  | { type: 'inserted'; index: number }
  | { type: 'moved'; from: number; to: number }

/**
 * Keeps every mention with the file it meant. A mention of a removed file becomes `@Image?`: it must not mean the next file in silence,
 * and `lintMentions` reports it.
 */
export function renumberMentions(prompt: string, kind: ListField, change: ReferenceChange): string {
  return rewriteMentions(prompt, (mention) => renumber(mention, kind, (position) => positionAfter(position, change)))
}

/** The same for a list of which only some files stay, in their order: `kept` are their positions before. */
export function keepMentions(prompt: string, kind: ListField, kept: readonly number[], count: number, mentions?: Mention[]): string {
  return rewriteMentions(
    prompt,
    (mention) =>
      renumber(mention, kind, (position) => {
        if (position >= count) return position - (count - kept.length)
        const place = kept.indexOf(position)
        return place === -1 ? null : place
      }),
    mentions,
  )
}

function renumber({ kind, number, text }: Mention, wanted: ListField, move: (position: number) => number | null): string | null {
  if (kind !== wanted || number === null || number < 1) return null
  const position = move(number - 1)
  if (position === number - 1) return null
  // The creator's own spelling of the word stays.
  return `${text.slice(0, 1 + words[kind].length)}${position === null ? '?' : position + 1}`
}

function positionAfter(position: number, change: ReferenceChange): number | null {
  if (change.type === 'removed') {
    if (position === change.index) return null
    return position > change.index ? position - 1 : position
  }
  if (change.type === 'inserted') return position >= change.index ? position + 1 : position
  const { from, to } = change
  if (position === from) return to
  if (position > from && position <= to) return position - 1
  if (position < from && position >= to) return position + 1
  return position
}

/** Takes every mention of one file out of the prompt, with the space that would be left double. */
export function removeMentions(prompt: string, kind: ListField, number: number | null): string {
  let rest = ''
  let position = 0
  for (const mention of findMentions(prompt)) {
    if (mention.kind !== kind || mention.number !== number) continue
    rest += prompt.slice(position, mention.start)
    position = mention.end
    const isOpen = rest === '' || /\s$/.test(rest)
    if (isOpen && prompt[position] === ' ') position += 1
    else if (position === prompt.length || /^[,.;:!?]/.test(prompt.slice(position))) rest = rest.replace(/ +$/, '')
  }
  return rest + prompt.slice(position)
}

/** A prompt full of wrong mentions is answered with the first ones. */
const maxMissing = 10

/** What prompt and files do not agree on: a mention without a file, and, once any file is mentioned, a reference that is not. */
export function lintMentions(
  request: Pick<GenerationRequest, 'mode' | 'prompt' | ListField>,
  mentions: readonly Mention[] = findMentions(request.prompt ?? ''),
): Issue[] {
  const prompt = request.prompt ?? ''
  if (mentions.length === 0) return []
  const issues: Issue[] = []
  const seen = new Set<string>()
  const mentioned = new Set<string>()
  for (const { kind, number } of mentions) {
    const target = `${kind} ${number}`
    if (seen.has(target)) continue
    seen.add(target)
    const count = request[kind]?.length ?? 0
    if (number !== null && number >= 1 && number <= count) mentioned.add(target)
    else if (issues.length < maxMissing) issues.push(missingFile(prompt, kind, number, count))
  }
  const unmentioned = request.mode === 'reference' && mentioned.size > 0 ? listUnmentioned(request, mentioned) : []
  if (unmentioned.length > 0) issues.push(neverMentioned(unmentioned))
  return issues
}

function missingFile(prompt: string, kind: ListField, number: number | null, count: number): Issue {
  const name = number === null ? `@${words[kind]}?` : mentionOf(kind, number)
  const message =
    number === null
      ? `${name} stands for a file that was removed: name another one or take it out.`
      : `${name} names a file that is not there: ${countWords(kind, count)}.`
  const fix = { label: `Remove ${name}`, set: { prompt: removeMentions(prompt, kind, number) } }
  return { path: 'prompt', code: 'no_such_reference', message, severity: 'error', fix }
}

function countWords(kind: ListField, count: number): string {
  const { one, many } = listNouns[kind]
  if (count === 0) return `the request has no ${many}`
  return count === 1 ? `there is 1 ${one}` : `there are ${count} ${many}`
}

function listUnmentioned(request: MentionableFiles, mentioned: ReadonlySet<string>): string[] {
  return listFields.flatMap((kind) =>
    (request[kind] ?? []).flatMap((_, index) => (mentioned.has(`${kind} ${index + 1}`) ? [] : [mentionOf(kind, index + 1)])),
  )
}

function neverMentioned(names: readonly string[]): Issue {
  const list = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  const message = `The prompt does not mention ${list}; the model decides how to use ${names.length === 1 ? 'it' : 'them'}.`
  return { path: 'prompt', code: 'not_mentioned', message, severity: 'warning' }
}

export interface MentionCandidate {
  kind: ListField
  /** Position in the request's list, from 0. */
  index: number
  /** What is written into the prompt: `@Image1`. */
  text: string
}

export interface MentionCompletion {
  /** What a chosen candidate replaces, from the @ on. */
  start: number
  end: number
  candidates: MentionCandidate[]
}

const beforeCaret = new RegExp(`${notInWord}@([a-z]{0,5}[0-9]{0,4})$`, 'iv')
const insideUrl = /https?:\/\/\S*$/i
/** Longer than any mention: what stands farther away cannot be part of one. */
const reach = 2_100

/** The files that a mention begun at the caret may mean, or null where none is begun. */
export function completeMention(prompt: string, caret: number, files: MentionableFiles): MentionCompletion | null {
  const before = prompt.slice(Math.max(0, caret - reach), caret)
  const match = beforeCaret.exec(before)
  if (!match || insideUrl.test(before)) return null
  const query = (match[1] ?? '').toLowerCase()
  const candidates = listFields.flatMap((kind) =>
    (files[kind] ?? []).flatMap((_, index) => {
      const text = mentionOf(kind, index + 1)
      const name = text.slice(1).toLowerCase()
      // "@2" means the second of anything.
      const fits = name.startsWith(query) || String(index + 1) === query
      return fits ? [{ kind, index, text }] : []
    }),
  )
  if (candidates.length === 0) return null
  const rest = /^[a-z]*[0-9]*/i.exec(prompt.slice(caret))?.[0] ?? ''
  // With the caret inside a mention the whole of it is replaced; other text after the caret is not touched.
  const isInside = /^(?:image|video|audio)[0-9]+$/i.test((match[1] ?? '') + rest)
  return { start: caret - match[0].length, end: isInside ? caret + rest.length : caret, candidates }
}

/** The prompt with a candidate put in, and where the caret then belongs. */
export function insertMention(
  prompt: string,
  completion: MentionCompletion,
  candidate: MentionCandidate,
): { prompt: string; caret: number } {
  const after = prompt.slice(completion.end)
  const gap = /^[\s\p{P}]/u.test(after) ? '' : ' '
  const inserted = candidate.text + gap
  return { prompt: prompt.slice(0, completion.start) + inserted + after, caret: completion.start + inserted.length }
}
