'use client'

import { useCallback, useRef } from 'react'

export interface Playhead {
  /** For the player's `videoRef`. */
  attach: (video: HTMLVideoElement | null) => (() => void) | undefined
  /** When the frame that is on the screen begins, in seconds; 0 before anything was shown. */
  read: () => number
}

/** A browser that tells no frames knows the time to a few milliseconds only; one that does names the very frame on the screen. */
export function usePlayhead(): Playhead {
  const film = useRef<HTMLVideoElement | null>(null)
  const shown = useRef<number | null>(null)
  const attach = useCallback((video: HTMLVideoElement | null) => {
    film.current = video
    shown.current = null
    if (!video || !('requestVideoFrameCallback' in video)) return undefined
    const note: VideoFrameRequestCallback = (_, { mediaTime }) => {
      shown.current = mediaTime
      handle = video.requestVideoFrameCallback(note)
    }
    let handle = video.requestVideoFrameCallback(note)
    return () => video.cancelVideoFrameCallback(handle)
  }, [])
  const read = useCallback(() => {
    const video = film.current
    if (!video) return 0
    // While it seeks, the frame that was asked for is meant, not the one that still stands there.
    return video.seeking || shown.current === null ? video.currentTime : shown.current
  }, [])
  return { attach, read }
}
