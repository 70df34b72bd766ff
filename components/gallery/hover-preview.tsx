'use client'

import { type RefObject, useEffect, useState } from 'react'

const restMs = 180

/** Plays without sound while a mouse rests on the tile; never for a person who asked for stillness or has no mouse. */
export function HoverPreview({ src, area }: { src: string; area: RefObject<HTMLElement | null> }) {
  const [isOn, setIsOn] = useState(false)
  useEffect(() => {
    const element = area.current
    if (!element || !window.matchMedia('(hover: hover) and (prefers-reduced-motion: no-preference)').matches) return
    let timer: ReturnType<typeof setTimeout> | undefined
    const enter = () => {
      timer = setTimeout(() => setIsOn(true), restMs)
    }
    const leave = () => {
      clearTimeout(timer)
      setIsOn(false)
    }
    element.addEventListener('pointerenter', enter)
    element.addEventListener('pointerleave', leave)
    return () => {
      clearTimeout(timer)
      element.removeEventListener('pointerenter', enter)
      element.removeEventListener('pointerleave', leave)
    }
  }, [area])
  if (!isOn) return null
  return <video aria-hidden tabIndex={-1} className="absolute inset-0 size-full object-contain" src={src} autoPlay muted loop playsInline />
}
