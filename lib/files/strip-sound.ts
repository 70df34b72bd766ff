import { type ByteReader, type Patch, textOf, viewOf } from './patches.ts'
import type { StrippedClip } from './strip-clip.ts'
import { commentsIn, isHarmless } from './vorbis-comments.ts'

const maxLookBytes = 1024 ** 2
const maxParts = 10_000

/** Tags stand around the sound, which knows nothing of its place in the file: they are left out. */
export async function stripMp3(file: ByteReader): Promise<StrippedClip | null> {
  const found: StrippedClip = { patches: [], isTelling: false, hadLocation: false }
  let start = 0
  for (let count = 0; count < maxParts; count++) {
    const head = await file.read(start, start + 10)
    if (textOf(head, 0, 3) !== 'ID3' || head.length < 10) break
    const [a = 0, b = 0, c = 0, d = 0] = head.subarray(6)
    const footer = ((head[5] ?? 0) & 0x10) === 0 ? 0 : 10
    const end = Math.min(file.size, start + 10 + ((a & 127) << 21) + ((b & 127) << 14) + ((c & 127) << 7) + (d & 127) + footer)
    found.isTelling ||= framesIn(await file.read(start, Math.min(end, start + maxLookBytes))).some((name) => !/^(TSSE?|TLEN?)$/.test(name))
    start = end
  }
  const end = await findSoundEnd(file, start, found)
  const left: Patch[] = [
    { start: 0, end: start, with: null },
    { start: end, end: file.size, with: null },
  ]
  found.patches = left.filter((patch) => patch.end > patch.start)
  return found
}

/** The names of an ID3 tag's frames, of all its versions. */
function framesIn(tag: Uint8Array): string[] {
  const version = tag[3] ?? 0
  // Odd forms, which nobody writes: taken to say something.
  if (version < 2 || version > 4 || ((tag[5] ?? 0) & 0xc0) !== 0) return ['odd']
  const [letters, head] = version === 2 ? [3, 6] : [4, 10]
  const names: string[] = []
  for (let position = 10; position + head <= tag.length && (tag[position] ?? 0) !== 0; ) {
    names.push(textOf(tag, position, position + letters))
    const [a = 0, b = 0, c = 0, d = 0] = tag.subarray(position + letters)
    const size =
      version === 2
        ? (a << 16) | (b << 8) | c
        : version === 3
          ? ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
          : (a << 21) | (b << 14) | (c << 7) | d
    position += head + size
  }
  return names
}

async function findSoundEnd(file: ByteReader, start: number, found: StrippedClip): Promise<number> {
  let end = file.size
  const last = await file.read(Math.max(start, end - 128), end)
  if (last.length === 128 && textOf(last, 0, 3) === 'TAG') {
    // The last byte is a number of a genre.
    found.isTelling ||= last.subarray(3, 127).some((byte) => byte !== 0 && byte !== 0x20)
    end -= 128
  }
  const foot = await file.read(Math.max(start, end - 32), end)
  if (foot.length === 32 && textOf(foot, 0, 8) === 'APETAGEX') {
    const view = viewOf(foot)
    const hasHead = (view.getUint32(20, true) & 0x80000000) !== 0
    found.isTelling = true
    end = Math.max(start, end - view.getUint32(12, true) - (hasHead ? 32 : 0))
  }
  return end
}

const keptChunks = /^(fmt |data|fact|ds64|cue |smpl|inst|PEAK|chna|JUNK|junk|PAD |FLLR)$/
const tellingChunks = /^(bext|iXML|axml|_PMX|id3 |ID3 )$/

export async function stripWave(file: ByteReader): Promise<StrippedClip | null> {
  const found: StrippedClip = { patches: [], isTelling: false, hadLocation: false }
  let largeData: number | null = null
  for (let position = 12, count = 0; position + 8 <= file.size; count++) {
    if (count > maxParts) return null
    const head = await file.read(position, position + 24)
    const name = textOf(head, 0, 4)
    const short = viewOf(head).getUint32(4, true)
    if (name === 'ds64' && head.length === 24) largeData = Number(viewOf(head).getBigUint64(16, true))
    const size = name === 'data' && short === 0xffffffff ? (largeData ?? file.size) : short
    const end = position + 8 + size
    if (!keptChunks.test(name)) {
      const content = await file.read(position + 8, Math.min(end, position + 8 + maxLookBytes))
      found.isTelling ||= tellingChunks.test(name) || (name === 'LIST' && isTellingList(content))
      found.hadLocation ||= textOf(content).includes('exif:GPS')
      const junk = head.slice(0, 8)
      junk.set([0x4a, 0x55, 0x4e, 0x4b])
      found.patches.push({ start: position, end: Math.min(end, file.size), with: junk })
    }
    position = end + (size & 1)
  }
  return found
}

/** The program's own name is not meant. */
function isTellingList(content: Uint8Array): boolean {
  if (textOf(content, 0, 4) !== 'INFO') return false
  for (let position = 4; position + 8 <= content.length; ) {
    if (textOf(content, position, position + 4) !== 'ISFT') return true
    const size = viewOf(content).getUint32(position + 4, true)
    position += 8 + size + (size & 1)
  }
  return false
}

const flac = { padding: 1, application: 2, seekTable: 3, comments: 4, picture: 6 }

export async function stripFlac(file: ByteReader): Promise<StrippedClip | null> {
  const found: StrippedClip = { patches: [], isTelling: false, hadLocation: false }
  let isLast = false
  for (let position = 4, count = 0; !isLast; count++) {
    const head = await file.read(position, position + 4)
    if (head.length < 4 || count > maxParts) return null
    const [first = 0, a = 0, b = 0, c = 0] = head
    isLast = (first & 0x80) !== 0
    const kind = first & 0x7f
    const end = position + 4 + ((a << 16) | (b << 8) | c)
    if (kind > flac.padding && kind !== flac.seekTable) {
      const content = await file.read(position + 4, Math.min(end, position + 4 + maxLookBytes))
      found.isTelling ||= kind === flac.picture || kind === flac.application || (kind === flac.comments && hasComments(content))
      found.hadLocation ||= kind === flac.comments && /(location|gps|latitude)[^=]*=/i.test(textOf(content))
      found.patches.push({ start: position, end, with: new Uint8Array([(first & 0x80) | flac.padding, a, b, c]) })
    }
    position = end
  }
  return found
}

function hasComments(content: Uint8Array): boolean {
  for (const comment of commentsIn(content, 0)) if (!isHarmless(comment)) return true
  return false
}
