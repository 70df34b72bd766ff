'use client'

import { type RefObject, useEffect, useState } from 'react'
import { frameAt, type PreviewStrip, StripFrame } from '#components/player/strip-frame.tsx'

/** A mouse that only passes loads nothing. */
const enteredMs = 120
const restMs = 600
/** A hand that rests is not still. */
const tremblePx = 4

export interface HoverPreviewProps {
  src: string
  /** Null until it is made. */
  strip: PreviewStrip | null
  /** Seconds. */
  duration: number
  area: RefObject<HTMLElement | null>
}

/**
 * Goes through the film's strip as a mouse moves over the tile, and plays on from there, without sound, once it rests; nothing plays for a
 * person who asked for stillness.
 */
export function HoverPreview({ src, strip, duration, area }: HoverPreviewProps) {
  /** Seconds into the film. */
  const [pointed, setPointed] = useState<number | null>(null)
  const [isPlaying, setPlaying] = useState(false)
  const hasStrip = strip !== null
  useEffect(() => {
    const element = area.current
    if (!element || !window.matchMedia('(hover: hover)').matches) return
    const mayPlay = window.matchMedia('(prefers-reduced-motion: no-preference)').matches
    let timer: ReturnType<typeof setTimeout> | undefined
    let latestX = 0
    let isOn = false
    const point = (x: number) => {
      latestX = x
      if (!isOn) return
      const { left, width } = element.getBoundingClientRect()
      setPointed(hasStrip ? Math.max(0, Math.min(1, (x - left) / width)) * duration : 0)
      setPlaying(false)
      clearTimeout(timer)
      if (mayPlay) timer = setTimeout(() => setPlaying(true), hasStrip ? restMs : 0)
    }
    const enter = ({ clientX, pointerType }: PointerEvent) => {
      if (pointerType === 'touch') return
      latestX = clientX
      timer = setTimeout(() => {
        isOn = true
        point(latestX)
      }, enteredMs)
    }
    const move = ({ clientX }: PointerEvent) => {
      if (!isOn) latestX = clientX
      else if (hasStrip && Math.abs(clientX - latestX) > tremblePx) point(clientX)
    }
    const leave = () => {
      isOn = false
      clearTimeout(timer)
      setPointed(null)
      setPlaying(false)
    }
    element.addEventListener('pointerenter', enter)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerleave', leave)
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointerenter', enter)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerleave', leave)
    }
  }, [area, hasStrip, duration])
  if (pointed === null) return null
  return (
    <>
      {strip && <StripFrame strip={strip} frame={frameAt(strip, pointed)} fit="contain" className="absolute inset-0 size-full" />}
      {isPlaying ? (
        <video
          aria-hidden
          tabIndex={-1}
          className="absolute inset-0 size-full object-contain"
          src={pointed > 0 ? `${src}#t=${pointed.toFixed(2)}` : src}
          autoPlay
          muted
          loop
          playsInline
        />
      ) : (
        strip && (
          <div aria-hidden className="absolute bottom-0 left-0 h-0.5 bg-accent" style={{ width: `${(pointed / duration) * 100}%` }} />
        )
      )}
    </>
  )
}
