import { textOf, viewOf } from './patches.ts'

/** What a program writes of itself, or fills up with. */
const harmless = /^(encoder[^=]*=| *$)/i
const place = /^[^=]*(location|gps|latitude|longitude|coordinates)[^=]*=/i
const maxNameLength = 64

interface Comment {
  /** Its name and what follows, shortened. */
  text: string
  end: number
}

/** The list of tags that Vorbis, Opus, Theora and FLAC have in common; throws RangeError where a length makes no sense. */
export function* commentsIn(bytes: Uint8Array, start: number): Generator<Comment> {
  const view = viewOf(bytes)
  let position = countAt(bytes, start)
  const count = view.getUint32(position, true)
  position += 4
  for (let index = 0; index < count; index++) {
    const length = view.getUint32(position, true)
    const end = position + 4 + length
    yield { text: textOf(bytes, position + 4, Math.min(end, position + 4 + maxNameLength)), end }
    position = end
  }
}

export function isHarmless({ text }: Comment): boolean {
  return harmless.test(text)
}

export function namesPlace({ text }: Comment): boolean {
  return place.test(text)
}

/** Puts one comment that says nothing in the place of all, of the same length together. Answers where the list ends. */
export function blankComments(bytes: Uint8Array, start: number): number {
  const first = countAt(bytes, start) + 4
  let end = first
  for (const comment of commentsIn(bytes, start)) end = comment.end
  if (end > bytes.length) throw new RangeError('a list of tags that is longer than what holds it')
  if (end === first) return end
  const view = viewOf(bytes)
  view.setUint32(first - 4, 1, true)
  view.setUint32(first, end - first - 4, true)
  const text = bytes.subarray(first + 4, end).fill(0x20)
  const name = 'encoder='
  if (text.length >= name.length) text.set(Uint8Array.from(name, (letter) => letter.charCodeAt(0)))
  return end
}

/** In front stands the name of the program that encoded it, which every file has. */
function countAt(bytes: Uint8Array, start: number): number {
  return start + 4 + viewOf(bytes).getUint32(start, true)
}
