'use client'

import { useEffect, useState } from 'react'

/** Where a film stands, in seconds: as often as the screen is drawn while it plays, else whenever it changes. */
export function useFilmTime(film: HTMLVideoElement | null): number {
  const [time, setTime] = useState(0)
  useEffect(() => {
    if (!film) return
    let handle = 0
    const note = () => setTime(film.currentTime)
    const run = () => {
      note()
      if (!film.paused && !film.ended) handle = requestAnimationFrame(run)
    }
    const start = () => {
      cancelAnimationFrame(handle)
      run()
    }
    const events = ['timeupdate', 'seeking', 'seeked', 'loadedmetadata', 'emptied'] as const
    for (const name of events) film.addEventListener(name, note)
    film.addEventListener('play', start)
    start()
    return () => {
      cancelAnimationFrame(handle)
      for (const name of events) film.removeEventListener(name, note)
      film.removeEventListener('play', start)
    }
  }, [film])
  return time
}
