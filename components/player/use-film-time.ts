'use client'

import { useCallback, useEffect, useState } from 'react'

export interface FilmTime {
  /** Seconds. */
  time: number
  seek: (seconds: number) => void
}

/** Where a film stands: as often as the screen is drawn while it plays, else whenever it changes. */
export function useFilmTime(film: HTMLVideoElement | null): FilmTime {
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
  const seek = useCallback(
    (seconds: number) => {
      if (!film) return
      film.currentTime = seconds
      // The film tells of it later; a key pressed before that goes on from here, not from where the film stood.
      setTime(film.currentTime)
    },
    [film],
  )
  return { time, seek }
}
