import { type Canvas, type CanvasPattern, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Animatic } from './animatic.ts'
import { createPalette, createRandom, type Palette, type Random, withAlpha } from './animatic-palette.ts'
import { findClipFrame, loadClip, loadPicture } from './animatic-pictures.ts'
import { font, setTitle, type Title } from './animatic-title.ts'

export const framesPerSecond = 24

const clamp = (value: number) => Math.min(1, Math.max(0, value))
const easeInOut = (value: number) => 0.5 - Math.cos(Math.PI * clamp(value)) / 2
const easeOut = (value: number) => 1 - (1 - clamp(value)) ** 3

type Draw = (pen: SKRSContext2D, seconds: number) => void

/** Soft colours at a quarter of the size: they have no edges, so nobody sees that they are scaled up. */
function paintBackdrop(width: number, height: number, palette: Palette, random: Random): Canvas {
  const canvas = createCanvas(Math.ceil(width * 0.35), Math.ceil(height * 0.35))
  const pen = canvas.getContext('2d')
  const base = pen.createLinearGradient(0, 0, canvas.width * (0.3 + random() * 0.7), canvas.height)
  base.addColorStop(0, palette.deep)
  base.addColorStop(0.6, palette.middle)
  base.addColorStop(1, palette.deep)
  pen.fillStyle = base
  pen.fillRect(0, 0, canvas.width, canvas.height)
  for (let blob = 0; blob < 5; blob++) {
    const x = canvas.width * random()
    const y = canvas.height * random()
    const radius = Math.max(canvas.width, canvas.height) * (0.28 + random() * 0.3)
    const color = blob % 2 === 0 ? palette.glow : palette.deep
    const light = pen.createRadialGradient(x, y, 0, x, y, radius)
    light.addColorStop(0, withAlpha(color, 0.5))
    light.addColorStop(0.5, withAlpha(color, 0.2))
    light.addColorStop(1, withAlpha(color, 0))
    pen.fillStyle = light
    pen.fillRect(0, 0, canvas.width, canvas.height)
  }
  return canvas
}

function paintDisc(radius: number, color: string): Canvas {
  const canvas = createCanvas(radius * 2, radius * 2)
  const pen = canvas.getContext('2d')
  const light = pen.createRadialGradient(radius, radius, 0, radius, radius, radius)
  light.addColorStop(0, withAlpha(color, 0.5))
  light.addColorStop(0.72, withAlpha(color, 0.42))
  light.addColorStop(0.86, withAlpha(color, 0.5))
  light.addColorStop(1, withAlpha(color, 0))
  pen.fillStyle = light
  pen.fillRect(0, 0, radius * 2, radius * 2)
  return canvas
}

function createBackdrop(animatic: Animatic, palette: Palette, random: Random): Draw {
  const { width, height, durationSeconds } = animatic
  const backdrop = paintBackdrop(width, height, palette, random)
  const unit = Math.min(width, height)
  const discs = Array.from({ length: 9 }, (_, index) => ({
    sprite: paintDisc(Math.round(unit * (0.025 + random() * 0.085)), index % 3 === 0 ? palette.ink : palette.accent),
    x: width * (0.1 + random()),
    y: height * random(),
    driftX: (random() - 0.6) * unit * 0.05,
    driftY: -(0.012 + random() * 0.04) * unit,
    alpha: 0.1 + random() * 0.2,
    phase: random() * Math.PI * 2,
  }))
  return (pen, seconds) => {
    const share = seconds / durationSeconds
    const scale = 1.16 + 0.1 * share
    const x = -width * (scale - 1) * (0.3 + 0.4 * easeInOut(share))
    const y = -height * (scale - 1) * (0.65 - 0.3 * share)
    pen.globalAlpha = 1
    pen.drawImage(backdrop, x, y, width * scale, height * scale)
    for (const disc of discs) {
      pen.globalAlpha = disc.alpha * (0.7 + 0.3 * Math.sin(seconds * 1.1 + disc.phase))
      pen.drawImage(disc.sprite, disc.x + disc.driftX * seconds - disc.sprite.width / 2, disc.y + disc.driftY * seconds)
    }
    pen.globalAlpha = 1
  }
}

/** Pans and zooms a picture that was loaded a little larger than the frame. */
function createMove(picture: Canvas, animatic: Animatic, random: Random): (pen: SKRSContext2D, share: number) => void {
  const { width, height } = animatic
  const from = { scale: 1.02 + random() * 0.03, x: random(), y: random() }
  const to = { scale: 1.13 + random() * 0.04, x: 1 - from.x, y: 1 - from.y }
  const [start, end] = random() < 0.65 ? [from, to] : [to, from]
  return (pen, share) => {
    const move = animatic.cameraFixed ? 0 : easeInOut(share)
    const scale = animatic.cameraFixed ? 1 : start.scale + (end.scale - start.scale) * move
    const x = -width * (scale - 1) * (start.x + (end.x - start.x) * move)
    const y = -height * (scale - 1) * (start.y + (end.y - start.y) * move)
    pen.drawImage(picture, x, y, width * scale, height * scale)
  }
}

async function loadShots(animatic: Animatic, random: Random): Promise<((pen: SKRSContext2D, share: number, seconds: number) => void)[]> {
  const { width, height } = animatic
  const shots: ((pen: SKRSContext2D, share: number, seconds: number) => void)[] = []
  for (const picture of animatic.pictures)
    shots.push(createMove(await loadPicture(picture, Math.ceil(width * 1.12), Math.ceil(height * 1.12)), animatic, random))
  for (const clip of animatic.clips) {
    const frames = await loadClip(clip, width, height)
    shots.push((pen, _share, seconds) => {
      const frame = findClipFrame(frames, seconds)
      if (frame) pen.drawImage(frame, 0, 0, width, height)
    })
  }
  return shots
}

async function createPictureTrack(animatic: Animatic, random: Random): Promise<Draw | null> {
  const shots = await loadShots(animatic, random)
  const duration = animatic.durationSeconds
  const [first, last] = shots
  if (!first) return null
  if (animatic.layout === 'frames' && last)
    return (pen, seconds) => {
      const share = seconds / duration
      const blend = easeInOut((share - 0.22) / 0.56)
      if (blend < 1) first(pen, share, seconds)
      pen.globalAlpha = blend
      if (blend > 0) last(pen, share, seconds)
      pen.globalAlpha = 1
    }
  const shotSeconds = duration / shots.length
  const fadeSeconds = Math.min(0.7, shotSeconds * 0.45)
  return (pen, seconds) => {
    const index = Math.min(shots.length - 1, Math.floor(seconds / shotSeconds))
    const within = seconds - index * shotSeconds
    shots[index]?.(pen, within / shotSeconds, within)
    const next = shots[index + 1]
    const blend = easeInOut((within - (shotSeconds - fadeSeconds)) / fadeSeconds)
    if (!next || blend <= 0) return
    pen.globalAlpha = blend
    next(pen, 0, 0)
    pen.globalAlpha = 1
  }
}

/** Dark at the bottom and a little at the top, so that type is readable on any picture. */
function paintScrim(width: number, height: number, titleTop: number): Canvas {
  const canvas = createCanvas(width, height)
  const pen = canvas.getContext('2d')
  const from = Math.max(0, titleTop / height - 0.16)
  const shade = pen.createLinearGradient(0, 0, 0, height)
  shade.addColorStop(0, 'rgba(4, 5, 8, 0.5)')
  shade.addColorStop(Math.min(0.16, from), 'rgba(4, 5, 8, 0)')
  shade.addColorStop(from, 'rgba(4, 5, 8, 0)')
  shade.addColorStop(1, 'rgba(4, 5, 8, 0.82)')
  pen.fillStyle = shade
  pen.fillRect(0, 0, width, height)
  return canvas
}

/** Barely there: it breaks the bands that a compressed gradient would show. */
function paintGrain(random: Random): CanvasPattern | string {
  const canvas = createCanvas(256, 256)
  const pen = canvas.getContext('2d')
  const pixels = pen.createImageData(256, 256)
  for (let i = 0; i < pixels.data.length; i += 4) {
    const value = random() < 0.5 ? 0 : 255
    pixels.data[i] = pixels.data[i + 1] = pixels.data[i + 2] = value
    pixels.data[i + 3] = random() * 11
  }
  pen.putImageData(pixels, 0, 0)
  return pen.createPattern(canvas, 'repeat') ?? 'transparent'
}

function drawTitle(pen: SKRSContext2D, title: Title, seconds: number, unit: number) {
  for (const [index, line] of title.lines.entries()) {
    const shown = easeOut((seconds - 0.12 - index * 0.13) / 0.9)
    pen.globalAlpha = shown
    pen.drawImage(line.sprite, line.x, line.y + (1 - shown) * unit * 0.05)
  }
  pen.globalAlpha = 1
}

const pad2 = (value: number) => String(Math.floor(value)).padStart(2, '0')

/** The words that say what this is: painted once, on a layer of their own. */
function paintLabels(animatic: Animatic, palette: Palette, margin: number, unit: number): Canvas {
  const { width, height } = animatic
  const canvas = createCanvas(width, height)
  const pen = canvas.getContext('2d')
  const small = Math.max(13, Math.round(unit * 0.0235))
  pen.textBaseline = 'middle'
  pen.fillStyle = palette.accent
  pen.beginPath()
  pen.arc(margin + small * 0.3, margin, small * 0.3, 0, Math.PI * 2)
  pen.fill()
  pen.font = font(560, small)
  pen.letterSpacing = `${small * 0.14}px`
  pen.fillStyle = withAlpha(palette.ink, 0.92)
  pen.fillText('SANDBOX ANIMATIC', margin + small * 1.15, margin)
  pen.letterSpacing = '0px'
  pen.font = font(440, small)
  pen.fillStyle = withAlpha(palette.ink, 0.72)
  pen.fillText(animatic.credit, margin, height - margin - small * 0.6)
  pen.fillStyle = withAlpha(palette.ink, 0.2)
  pen.fillRect(margin, height - margin + small * 0.55, width - margin * 2, 1)
  if (animatic.watermark) {
    pen.textAlign = 'center'
    pen.font = font(700, unit * 0.09)
    pen.fillStyle = withAlpha(palette.ink, 0.14)
    pen.fillText('SANDBOX', width / 2, height / 2)
  }
  return canvas
}

/** Prepares every picture and layer once and returns what draws the frame at a moment. */
export async function createScene(animatic: Animatic): Promise<Draw> {
  const random = createRandom(`scene:${animatic.title}:${animatic.seed ?? ''}`)
  const palette = createPalette(createRandom(`palette:${animatic.title}`))
  const { width, height, durationSeconds } = animatic
  const unit = Math.min(width, height)
  const margin = Math.round(unit * 0.062)
  const pictures = await createPictureTrack(animatic, random)
  const backdrop = createBackdrop(animatic, palette, random)
  const small = Math.max(13, Math.round(unit * 0.0235))
  const area = { left: margin, width: width - margin * 2 - unit * 0.04, top: margin + small * 2.4, height: height - margin * 2 - small * 5 }
  const title = pictures
    ? setTitle(
        animatic.title,
        { ...area, align: 'bottom', maxLines: 3 },
        [0.068, 0.058, 0.048, 0.04].map((share) => unit * share),
        palette.ink,
      )
    : setTitle(
        animatic.title,
        { ...area, align: 'middle', maxLines: 8 },
        [0.135, 0.115, 0.098, 0.084, 0.07, 0.058, 0.048].map((share) => unit * share),
        palette.ink,
      )
  const scrim = pictures ? paintScrim(width, height, title.lines.length > 0 ? title.top : height * 0.85) : null
  const labels = paintLabels(animatic, palette, margin, unit)
  const grain = paintGrain(random)

  return (pen, seconds) => {
    const draw = pictures ?? backdrop
    draw(pen, seconds)
    if (scrim) pen.drawImage(scrim, 0, 0)
    const frame = Math.round(seconds * framesPerSecond)
    const shift = ((frame >> 1) * 97) % 256
    pen.save()
    pen.translate(-shift, -((shift * 5) % 256))
    pen.fillStyle = grain
    pen.fillRect(0, 0, width + 256, height + 256)
    pen.restore()
    drawTitle(pen, title, seconds, unit)
    pen.drawImage(labels, 0, 0)
    pen.font = font(440, small)
    pen.textAlign = 'right'
    pen.textBaseline = 'middle'
    pen.fillStyle = withAlpha(palette.ink, 0.72)
    pen.fillText(`${pad2(seconds / 60)}:${pad2(seconds % 60)}:${pad2(frame % framesPerSecond)}`, width - margin, margin)
    pen.fillStyle = palette.accent
    pen.fillRect(margin, height - margin + small * 0.55 - 1, (width - margin * 2) * clamp(seconds / durationSeconds), 2)
    const dark = 1 - clamp(seconds / 0.4)
    if (dark > 0) {
      pen.fillStyle = `rgba(4, 5, 8, ${dark})`
      pen.fillRect(0, 0, width, height)
    }
  }
}
