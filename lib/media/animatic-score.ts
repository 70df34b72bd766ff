import type { Random } from './animatic-palette.ts'

export const sampleRate = 48_000

const scales = [
  [0, 2, 3, 5, 7, 8, 10],
  [0, 2, 4, 6, 7, 9, 11],
  [0, 2, 3, 5, 7, 9, 10],
  [0, 2, 4, 5, 7, 9, 11],
]
/** Steps of the scale on which the chords stand; each ends where it can go on. */
const progressions = [
  [0, 5, 2, 6],
  [0, 3, 4, 0],
  [0, 4, 5, 3],
  [0, 2, 5, 4],
]

function pick<T>(list: readonly T[], random: Random, fallback: T): T {
  return list[Math.floor(random() * list.length)] ?? fallback
}

const tableSize = 4096
/** One period of a soft tone: a few quiet harmonics over a sine. */
const softTone = Float32Array.from({ length: tableSize }, (_, i) => {
  const turn = (i / tableSize) * Math.PI * 2
  return Math.sin(turn) + 0.22 * Math.sin(turn * 2) + 0.07 * Math.sin(turn * 3)
})

function addTone(
  left: Float32Array,
  right: Float32Array,
  tone: {
    frequency: number
    startSeconds: number
    seconds: number
    level: number
    pan: number
    attackSeconds: number
    shape: 'pad' | 'pluck'
  },
) {
  const first = Math.floor(tone.startSeconds * sampleRate)
  const count = Math.min(Math.floor(tone.seconds * sampleRate), left.length - first)
  const step = (tone.frequency * tableSize) / sampleRate
  const attack = tone.attackSeconds * sampleRate
  const leftLevel = tone.level * Math.sqrt((1 - tone.pan) / 2)
  const rightLevel = tone.level * Math.sqrt((1 + tone.pan) / 2)
  const decay = Math.exp(-5 / (tone.seconds * sampleRate))
  let pluck = 1
  for (let i = 0, phase = 0; i < count; i++, phase += step) {
    const rise = i < attack ? i / attack : 1
    const fall = tone.shape === 'pad' ? Math.min(1, (count - i) / attack) : pluck
    const value = (softTone[Math.floor(phase) & (tableSize - 1)] ?? 0) * rise * fall
    left[first + i] = (left[first + i] ?? 0) + value * leftLevel
    right[first + i] = (right[first + i] ?? 0) + value * rightLevel
    pluck *= decay
  }
}

/** A quiet score: slow chords under a sparse, plucked line, faded in and out. Interleaved stereo. */
export function composeScore(durationSeconds: number, random: Random, isSilent: boolean): Float32Array {
  const frames = Math.round(durationSeconds * sampleRate)
  const interleaved = new Float32Array(frames * 2)
  if (isSilent) return interleaved
  const left = new Float32Array(frames)
  const right = new Float32Array(frames)
  const scale = pick(scales, random, [0, 2, 4, 5, 7, 9, 11])
  const progression = pick(progressions, random, [0, 3, 4, 0])
  const rootHz = 98 * 2 ** (Math.floor(random() * 9) / 12)
  const noteHz = (step: number) => rootHz * 2 ** (Math.floor(step / 7) + (scale[((step % 7) + 7) % 7] ?? 0) / 12)
  const chordSeconds = durationSeconds / (durationSeconds > 7 ? 4 : 3)
  const beatSeconds = chordSeconds / 4
  for (let chord = 0; chord * chordSeconds < durationSeconds - 0.01; chord++) {
    const step = progression[chord % progression.length] ?? 0
    const startSeconds = chord * chordSeconds
    for (const [voice, offset] of [-7, 0, 2, 4].entries())
      for (const detune of [0.9985, 1.0015])
        addTone(left, right, {
          frequency: noteHz(step + offset) * detune,
          startSeconds,
          seconds: chordSeconds + 0.6,
          level: voice === 0 ? 0.03 : 0.019,
          pan: detune < 1 ? -0.5 : 0.5,
          attackSeconds: Math.min(0.9, chordSeconds * 0.4),
          shape: 'pad',
        })
    for (let beat = 0; beat < 4; beat++) {
      if (random() < 0.3) continue
      addTone(left, right, {
        frequency: noteHz(step + 7 + pick([0, 2, 4, 6, 7], random, 0)),
        startSeconds: Math.min(durationSeconds, startSeconds + beat * beatSeconds),
        seconds: 1.6,
        level: 0.03,
        pan: random() * 1.2 - 0.6,
        attackSeconds: 0.012,
        shape: 'pluck',
      })
    }
  }
  const fadeIn = 0.7 * sampleRate
  const fadeOut = Math.min(1.4, durationSeconds / 3) * sampleRate
  for (let i = 0; i < frames; i++) {
    const fade = Math.min(1, i / fadeIn, (frames - i) / fadeOut)
    interleaved[i * 2] = (left[i] ?? 0) * fade
    interleaved[i * 2 + 1] = (right[i] ?? 0) * fade
  }
  return interleaved
}
