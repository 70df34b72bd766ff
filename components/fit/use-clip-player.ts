'use client'

import { useCallback, useEffect, useRef, useState } from 'react'
import type { ClipRange } from '#components/fit/clip-range.ts'

/** Plays a part of a clip again and again, and shows the moment that a handle stands on. */
export function useClipPlayer(range: ClipRange) {
  const media = useRef<HTMLMediaElement>(null)
  const latest = useRef(range)
  const [isPlaying, setIsPlaying] = useState(false)
  const [time, setTime] = useState(0)
  useEffect(() => {
    latest.current = range
  })
  useEffect(() => {
    if (!isPlaying) return
    let frame = 0
    const follow = () => {
      const element = media.current
      if (element) {
        const { start, end } = latest.current
        if (element.currentTime >= end || element.currentTime < start - 0.3 || element.ended) {
          element.currentTime = start
          if (element.paused) void element.play().catch(() => setIsPlaying(false))
        }
        setTime(Math.min(Math.max(element.currentTime, start), end))
      }
      frame = requestAnimationFrame(follow)
    }
    frame = requestAnimationFrame(follow)
    return () => cancelAnimationFrame(frame)
  }, [isPlaying])

  const pause = useCallback(() => {
    media.current?.pause()
    setIsPlaying(false)
  }, [])
  const play = useCallback(() => {
    const element = media.current
    if (!element) return
    element.currentTime = latest.current.start
    void element.play().then(
      () => setIsPlaying(true),
      () => setIsPlaying(false),
    )
  }, [])
  const seek = useCallback(
    (at: number) => {
      pause()
      if (media.current) media.current.currentTime = at
    },
    [pause],
  )
  return { media, isPlaying, time, play, pause, seek }
}
