import { type ByteReader, mostPatches, type Patch, textOf } from './patches.ts'
import { stripMatroska } from './strip-matroska.ts'
import { stripMovie } from './strip-movie.ts'
import { stripOgg } from './strip-ogg.ts'
import { stripFlac, stripMp3, stripWave } from './strip-sound.ts'

export interface StrippedClip {
  /** What takes everything out that is neither picture nor sound. */
  patches: Patch[]
  /** False where nothing says more than which program wrote the file. */
  isTelling: boolean
  hadLocation: boolean
}

/**
 * What a film or a sound tells of the camera, the place and the person, found in its bytes and taken out in place: not a frame is touched,
 * and nothing that points into the file moves. Null where that cannot be done.
 */
export async function stripClip(file: ByteReader): Promise<StrippedClip | null> {
  try {
    const strip = findWay(await file.read(0, 16))
    const stripped = strip === null ? { patches: [], isTelling: false, hadLocation: false } : await strip(file)
    return stripped && stripped.patches.length <= mostPatches ? stripped : null
  } catch (error) {
    // Lengths that make no sense.
    if (error instanceof RangeError) return null
    throw error
  }
}

function findWay(head: Uint8Array): ((file: ByteReader) => Promise<StrippedClip | null>) | null {
  if (/^(ftyp|moov|mdat|wide|free)$/.test(textOf(head, 4, 8))) return stripMovie
  if (textOf(head, 0, 4) === '\x1aE\xdf\xa3') return stripMatroska
  if (/^(RIFF|RF64)$/.test(textOf(head, 0, 4)) && textOf(head, 8, 12) === 'WAVE') return stripWave
  if (textOf(head, 0, 4) === 'fLaC') return stripFlac
  if (textOf(head, 0, 4) === 'OggS') return stripOgg
  // Tags may stand at the end as well.
  return textOf(head, 0, 3) === 'ID3' || head[0] === 0xff ? stripMp3 : null
}
