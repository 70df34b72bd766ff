import { fileURLToPath } from 'node:url'
import { type Canvas, createCanvas, GlobalFonts, type SKRSContext2D } from '@napi-rs/canvas'

const subsets = { Geist: 'latin', 'Geist Ext': 'latin-ext', 'Geist Cyrillic': 'cyrillic', 'Geist Vietnamese': 'vietnamese' }
let areFontsLoaded = false

function loadFonts() {
  if (areFontsLoaded) return
  for (const [family, subset] of Object.entries(subsets)) {
    const file = import.meta.resolve(`@fontsource-variable/geist/files/geist-${subset}-wght-normal.woff2`)
    GlobalFonts.registerFromPath(fileURLToPath(file), family)
  }
  areFontsLoaded = true
}

/** The packaged font first; what it lacks (CJK, emoji) comes from the system, or shows as boxes. */
export function font(weight: number, sizePx: number): string {
  loadFonts()
  return `${weight} ${sizePx}px ${Object.keys(subsets)
    .map((family) => `"${family}"`)
    .join(', ')}, sans-serif`
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const words = new Intl.Segmenter(undefined, { granularity: 'word' })

/** Pieces a line may be broken between; also right for text without spaces. */
function listPieces(text: string): string[] {
  const pieces: string[] = []
  for (const { segment, isWordLike } of words.segment(text)) {
    const last = pieces.at(-1)
    if (last === undefined || (isWordLike && /\s$/.test(last)) || (isWordLike && /[\u3040-\u9fff\uac00-\ud7af]$/.test(last)))
      pieces.push(segment)
    else pieces[pieces.length - 1] = last + segment
  }
  return pieces
}

function breakPiece(context: SKRSContext2D, piece: string, maxWidth: number): string[] {
  const parts: string[] = []
  let part = ''
  for (const { segment } of graphemes.segment(piece)) {
    if (part !== '' && context.measureText(part + segment).width > maxWidth) {
      parts.push(part)
      part = ''
    }
    part += segment
  }
  return [...parts, part]
}

function wrap(context: SKRSContext2D, text: string, maxWidth: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const piece of listPieces(text).flatMap((whole) =>
    context.measureText(whole.trimEnd()).width > maxWidth ? breakPiece(context, whole, maxWidth) : [whole],
  )) {
    if (line !== '' && context.measureText((line + piece).trimEnd()).width > maxWidth) {
      lines.push(line.trimEnd())
      line = ''
    }
    line += piece
  }
  if (line.trim() !== '') lines.push(line.trimEnd())
  return lines
}

export interface TitleLine {
  sprite: Canvas
  x: number
  y: number
}

export interface Title {
  lines: readonly TitleLine[]
  top: number
  height: number
}

const maxTitleGraphemes = 220

/** Room around a line's sprite for descenders, accents and the shadow. */
const padPx = 24

/**
 * Sets the prompt as large as it fits. Every line becomes a picture once, so that a moving title costs a copy per frame.
 * `area` is where the block may stand; it sits at the bottom of it, or in its middle.
 */
export function setTitle(
  text: string,
  area: { left: number; top: number; width: number; height: number; align: 'middle' | 'bottom'; maxLines: number },
  sizesPx: readonly number[],
  ink: string,
): Title {
  const cleaned = text.replace(/[\p{Cc}\s]+/gu, ' ').trim()
  const letters = [...graphemes.segment(cleaned.slice(0, 4000))].map(({ segment }) => segment)
  const shown = letters.length > maxTitleGraphemes ? `${letters.slice(0, maxTitleGraphemes).join('').trimEnd()}…` : cleaned
  const context = createCanvas(8, 8).getContext('2d')
  let size = sizesPx.at(-1) ?? 24
  let lines: string[] = []
  for (const candidate of sizesPx) {
    size = candidate
    context.font = font(620, size)
    context.letterSpacing = `${-0.022 * size}px`
    lines = wrap(context, shown, area.width)
    if (lines.length <= area.maxLines && lines.length * size * 1.14 <= area.height) break
  }
  if (lines.length > area.maxLines) {
    lines = lines.slice(0, area.maxLines)
    lines[lines.length - 1] = `${lines.at(-1)?.replace(/[\s.,;:]*$/, '')}…`
  }
  const lineHeight = size * 1.14
  const height = lines.length * lineHeight
  const top = area.align === 'bottom' ? area.top + area.height - height : area.top + (area.height - height) / 2
  return {
    top,
    height,
    lines: lines.map((line, index) => {
      const isRightToLeft = /^[^\p{L}]*[\p{Script=Hebrew}\p{Script=Arabic}]/u.test(line)
      const width = Math.ceil(Math.min(area.width, context.measureText(line).width)) + 2
      const sprite = createCanvas(width + padPx * 2, Math.ceil(lineHeight) + padPx * 2)
      const pen = sprite.getContext('2d')
      pen.font = font(620, size)
      pen.letterSpacing = `${-0.022 * size}px`
      pen.direction = isRightToLeft ? 'rtl' : 'ltr'
      pen.textAlign = isRightToLeft ? 'right' : 'left'
      pen.textBaseline = 'alphabetic'
      pen.fillStyle = ink
      pen.shadowColor = 'rgba(0, 0, 0, 0.35)'
      pen.shadowBlur = size * 0.22
      pen.fillText(line, padPx + (isRightToLeft ? width : 0), padPx + size * 0.92)
      const x = isRightToLeft ? area.left + area.width - width - padPx : area.left - padPx
      return { sprite, x, y: top + index * lineHeight - padPx }
    }),
  }
}
