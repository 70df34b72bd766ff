'use client'

import { Repeat } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Select } from '#components/ui/select.tsx'

const speeds = [0.25, 0.5, 1, 1.5, 2]

/** What the browser's own controls hide or lack: again and again, and slowly. */
export function FilmControls({ film }: { film: HTMLVideoElement | null }) {
  const [speed, setSpeed] = useState(1)
  const [isLooping, setIsLooping] = useState(false)
  useEffect(() => {
    if (!film) return
    film.loop = isLooping
    film.playbackRate = speed
    film.defaultPlaybackRate = speed
    const note = () => setSpeed(film.playbackRate)
    film.addEventListener('ratechange', note)
    return () => film.removeEventListener('ratechange', note)
  }, [film, isLooping, speed])
  return (
    <div className="flex items-center gap-1.5">
      <Select aria-label="Speed" value={String(speed)} onChange={(event) => setSpeed(Number(event.currentTarget.value))} className="w-20">
        {[...new Set([...speeds, speed])]
          .toSorted((a, b) => a - b)
          .map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
      </Select>
      <Button variant="ghost" aria-pressed={isLooping} onClick={() => setIsLooping(!isLooping)} className="aria-pressed:bg-hover">
        <Repeat aria-hidden />
        Loop
      </Button>
    </div>
  )
}
