import { createHash } from 'node:crypto'

export interface Palette {
  deep: string
  middle: string
  glow: string
  accent: string
  ink: string
}

export type Random = () => number

/** Numbers in [0, 1) that follow from the seed alone (mulberry32). */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** OKLCH keeps every hue equally bright, so that white type stays readable on all of them. */
function oklch(lightness: number, chroma: number, hueDegrees: number): string {
  const hue = (hueDegrees * Math.PI) / 180
  const a = chroma * Math.cos(hue)
  const b = chroma * Math.sin(hue)
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const channels = [
    4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
  ].map((linear) => {
    const clamped = Math.min(1, Math.max(0, linear))
    return Math.round(255 * (clamped <= 0.0031308 ? 12.92 * clamped : 1.055 * clamped ** (1 / 2.4) - 0.055))
  })
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`
}

export function createPalette(random: Random): Palette {
  // From green over blue and red to amber: dark yellows look like mud.
  const hue = 140 + random() * 290
  // Neighbours on the wheel: opposite colours mix to grey where they meet.
  const turn = (random() < 0.5 ? 1 : -1) * (40 + random() * 60)
  return {
    deep: oklch(0.17, 0.045, hue),
    middle: oklch(0.36, 0.105, hue + 18),
    glow: oklch(0.6, 0.15, hue + turn),
    accent: oklch(0.84, 0.13, hue + turn + 20),
    ink: oklch(0.975, 0.012, hue + turn),
  }
}

/** `#rrggbb` with an alpha. */
export function withAlpha(color: string, alpha: number): string {
  return `${color}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`
}
