/** How many samples an encoder puts into one block, and how many blocks it sets in front. */
const blocks = { aac: { samples: 1024, lead: 1 }, mp3: { samples: 1152, lead: 1 } }

export type SoundCodec = keyof typeof blocks | 'pcm-s16'

/**
 * How many samples may be encoded so that the track is not longer than that: encoders fill their last block with silence and begin with a
 * block of it, and a vendor that takes 15 s refuses 15.04.
 */
export function soundLimit(seconds: number, sampleRate: number, codec: SoundCodec): number {
  const whole = Math.floor(seconds * sampleRate + 1e-6)
  if (codec === 'pcm-s16') return whole
  const { samples, lead } = blocks[codec]
  return Math.max(1, Math.floor(whole / samples) - lead) * samples
}
