import { codecName, factsFromLink, factsFromUpload, lengthWords, listFacts } from '#components/composer/reference-facts.ts'
import type { Fact } from '#components/ui/fact-list.tsx'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import type { FileKind } from '#lib/generation/file-kinds.ts'
import type { ReferenceItem } from '#lib/generation/reference-view.ts'
import { editInWords } from '#lib/generation/upload-edit.ts'

export const kindLabels: Record<FileKind, string> = { image: 'Images', video: 'Videos', audio: 'Audio' }
export const kindWords: Record<FileKind, string> = { image: 'Image', video: 'Video', audio: 'Audio' }

export function usesInWords(uses: number): string {
  if (uses === 0) return 'Not used yet'
  return uses === 1 ? 'Used in 1 take' : `Used in ${uses.toLocaleString('en')} takes`
}

/** "1920 × 1080 · 7.5 s · 12 MB · H.264", as far as it is known. */
export function factsInWords({ upload, link }: Pick<ReferenceItem, 'upload' | 'link'>): string {
  if (upload) return listFacts(factsFromUpload(upload)).join(' · ')
  return link ? listFacts(factsFromLink(link)).join(' · ') : ''
}

/** All that is known of it, line by line. */
export function factsOf({ type, kind, upload, link }: ReferenceItem): Fact[] {
  const file = upload ?? link
  if (!file) return []
  const codecs = [file.videoCodec, file.audioCodec].flatMap((codec) => (codec === null ? [] : [codecName(codec)]))
  const form = [file.container?.toUpperCase(), ...codecs].filter((part) => part !== undefined)
  const facts: (Fact | null)[] = [
    { name: 'Kind', value: `${kind ? kindWords[kind] : 'File'}${type === 'link' ? ' at an address' : ''}` },
    form.length > 0 ? { name: 'File', value: form.join(' · ') } : null,
    file.width !== null && file.height !== null ? { name: 'Picture', value: `${file.width} × ${file.height}` } : null,
    file.duration === null ? null : { name: 'Length', value: lengthWords(file.duration) },
    file.bytes === null ? null : { name: 'Size', value: bytesInWords(file.bytes) },
  ]
  const edits = upload ? editInWords(upload) : []
  if (edits.length > 0) facts.push({ name: 'Made to fit', value: edits.join(', ') })
  return facts.filter((fact) => fact !== null)
}
