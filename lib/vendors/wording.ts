import { type ListField, listNouns } from '#lib/generation/file-kinds.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'

/** "1 image", "3 videos". */
export function countOf(field: ListField, count: number): string {
  return `${count} ${count === 1 ? listNouns[field].one : listNouns[field].many}`
}

export function nounOf(field: ListField): string {
  return listNouns[field].many
}

/** "image 2": one entry of a list as a creator counts. */
export function entryOf(field: ListField, index: number): string {
  return `${field === 'audios' ? 'audio' : listNouns[field].one} ${index + 1}`
}

/** "16:9, 9:16 or 1:1". */
export function eitherOf(options: readonly (string | number)[]): string {
  return joinWords(options, 'or')
}

/** "image 1, image 2 and image 4". */
export function allOf(items: readonly string[]): string {
  return joinWords(items, 'and')
}

export function joinWords(items: readonly (string | number)[], word: string): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`
}

/** Seconds without the dust of floating point: "15.2 s". */
export function seconds(value: number): string {
  return `${Number(value.toFixed(3))} s`
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function countIn(request: GenerationRequest, field: ListField): number {
  return request[field]?.length ?? 0
}
