'use client'

import { type Ref, type SyntheticEvent, useCallback, useEffect, useRef, useState } from 'react'
import { FilmControls } from '#components/player/film-controls.tsx'
import { ScrubBar } from '#components/player/scrub-bar.tsx'
import type { PreviewStrip } from '#components/player/strip-frame.tsx'
import { cn } from '#components/ui/cn.ts'

export interface TakePlayerProps {
  src: string
  posterUrl: string | null
  /** Names the player for assistive technology. */
  title: string
  /** width / height: the place is kept before the first frame is there. */
  aspect: number
  /** `frame` fills the box around it and letterboxes; `natural` takes the video's own shape, with the strip and more controls below. */
  fit?: 'frame' | 'natural'
  className?: string
  /** The film's element, for whoever wants to know where it stands. */
  videoRef?: Ref<HTMLVideoElement> | undefined
  preview?: PreviewStrip | null
  /** True while a copy that every browser plays may still be made. */
  isCopyComing?: boolean
  /** Seconds; with `preview`, what the strip covers. */
  duration?: number
}

/** The browser's own player, whose keys and captions everybody knows, in our frame. */
export function TakePlayer(props: TakePlayerProps) {
  const { posterUrl, title, aspect, fit = 'frame', className, videoRef, preview, duration, isCopyComing } = props
  const [failedSrc, setFailedSrc] = useState<string | null>(null)
  const [film, setFilm] = useState<HTMLVideoElement | null>(null)
  const src = useSteadySrc(props.src, film, failedSrc)
  const reload = useReload(film, () => setFailedSrc(src))
  const attach = useCallback(
    (video: HTMLVideoElement | null) => {
      setFilm(video)
      const detach = typeof videoRef === 'function' ? videoRef(video) : undefined
      if (videoRef && typeof videoRef === 'object') videoRef.current = video
      return () => {
        setFilm(null)
        if (typeof detach === 'function') detach()
        else if (typeof videoRef === 'function') videoRef(null)
        else if (videoRef) videoRef.current = null
      }
    },
    [videoRef],
  )
  const player = (
    <div
      className={cn('relative overflow-hidden bg-black', fit === 'frame' ? 'size-full' : 'w-full rounded-lg', className)}
      style={fit === 'natural' ? { aspectRatio: aspect } : undefined}
    >
      <video
        key={src}
        ref={attach}
        controls
        playsInline
        // On the stage a poster says enough: a dozen films would each be fetched and opened before anybody asks for one.
        preload={fit === 'frame' && posterUrl !== null ? 'none' : 'metadata'}
        poster={posterUrl ?? undefined}
        aria-label={title}
        className="absolute inset-0 size-full object-contain"
        {...reload}
        src={src}
      />
      {failedSrc === src && (
        <p role="alert" className="absolute inset-0 grid place-items-center bg-black/85 p-6 text-center text-sm text-white/85">
          {isCopyComing
            ? 'This browser cannot play the file as it came. A copy that it can play is being made.'
            : 'This browser could not play the file. It is still saved: download it to watch it elsewhere.'}
        </p>
      )}
    </div>
  )
  if (fit === 'frame') return player
  return (
    <div className="mx-auto flex max-w-full flex-col gap-2" style={{ width: `min(100%, calc(70dvh * ${aspect}))` }}>
      {player}
      {/* A tall film is narrow; what lies below may be wider than it. */}
      {preview && duration !== undefined && duration > 0 && <ScrubBar film={film} strip={preview} duration={duration} />}
      <FilmControls film={film} />
    </div>
  )
}

/** A copy that is made of the film somebody already watches does not take it away; one that cannot be played is changed for it. */
function useSteadySrc(given: string, film: HTMLVideoElement | null, failedSrc: string | null): string {
  const [src, setSrc] = useState(given)
  const isSameFilm = src.split('?')[0] === given.split('?')[0]
  const isWatched = film !== null && (film.played.length > 0 || film.currentTime > 0)
  if (src !== given && !(isSameFilm && isWatched && failedSrc !== src)) setSrc(given)
  return src
}

/**
 * An address of object storage ends after minutes, and a server may be restarted: a film that has played before is asked for once more, at
 * the place where it stood.
 */
function useReload(film: HTMLVideoElement | null, giveUp: () => void) {
  const triedFrom = useRef<number | null>(null)
  // A browser may have paused a film by the time that its error is heard; only a person's own pause has an event.
  const isPlaying = useRef(false)
  const tryAgain = (broken: HTMLVideoElement) => {
    const at = broken.currentTime
    const hasShown = broken.videoWidth > 0 || at > 0
    if (!hasShown || triedFrom.current === at) {
      giveUp()
      return
    }
    triedFrom.current = at
    const mustPlay = isPlaying.current
    broken.addEventListener(
      'loadedmetadata',
      () => {
        broken.currentTime = at
        if (mustPlay) void broken.play().catch(() => undefined)
      },
      { once: true },
    )
    broken.load()
  }
  const latest = useRef(tryAgain)
  useEffect(() => {
    latest.current = tryAgain
  })
  // The server's page has the film, and the browser may have begun it, and failed at it, before anybody listened.
  useEffect(() => {
    if (film === null) return
    isPlaying.current = !film.paused
    if (film.error !== null) latest.current(film)
  }, [film])
  const onError = (event: SyntheticEvent<HTMLVideoElement>) => tryAgain(event.currentTarget)
  const onPlay = () => {
    isPlaying.current = true
  }
  const onPause = () => {
    isPlaying.current = false
  }
  return { onError, onPlay, onPause }
}
