'use client'

import { Pause, Play } from 'lucide-react'
import { type RefObject, useCallback, useEffect, useId, useRef, useState } from 'react'
import { type ClipRange, fitRange, limitsFor } from '#components/fit/clip-range.ts'
import { ClipStrip } from '#components/fit/clip-strip.tsx'
import { type EditStep, makeEdit } from '#components/fit/make-edit.ts'
import { preciseTime, RangeTrack } from '#components/fit/range-track.tsx'
import { useClipPlayer } from '#components/fit/use-clip-player.ts'
import { Button } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog, DialogContent, DialogFooter } from '#components/ui/dialog.tsx'
import { Progress } from '#components/ui/progress.tsx'
import type { UploadView } from '#lib/generation/task-view.ts'
import { seconds } from '#lib/vendors/wording.ts'

export interface TrimDialogProps {
  original: UploadView
  /** The file itself, where this page still has it. */
  file: Blob | null
  to: 'mp4' | 'mp3' | 'wav'
  vendorName: string
  /** Seconds that the vendor takes; undefined where it says nothing. */
  min: number | undefined
  max: number | undefined
  /** What was kept before, when it is cut again. */
  before: ClipRange | null
  onDone: (upload: UploadView) => void
  onClose: () => void
}

const soundStep = 0.1

/** Cuts a clip to what the vendor takes. Closing it at any moment leaves everything as it was. */
export default function TrimDialog({ original, file, to, vendorName, min, max, before, onDone, onClose }: TrimDialogProps) {
  const limits = limitsFor(original.duration ?? 0, min, max)
  const [range, setRange] = useState(() => fitRange(before ?? { start: 0, end: limits.duration }, limits))
  const [frameSeconds, setFrameSeconds] = useState<number | null>(null)
  const [step, setStep] = useState<EditStep | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const stop = useRef<AbortController | null>(null)
  const player = useClipPlayer(range)
  const lengthId = useId()
  const isVideo = original.kind === 'video'
  const source = file ?? original.url
  useEffect(() => () => stop.current?.abort(), [])

  const { seek } = player
  const change = useCallback(
    (next: ClipRange, at: number) => {
      setRange(next)
      seek(at)
    },
    [seek],
  )
  const cut = async () => {
    const controller = new AbortController()
    stop.current = controller
    player.pause()
    setFailure(null)
    try {
      const { start, end } = range
      const outcome = await makeEdit({ original, edit: { to, start, end }, file, onStep: setStep, signal: controller.signal })
      if (outcome.ok) onDone(outcome.upload)
      else setFailure(outcome.message)
    } catch {
      if (!controller.signal.aborted) setFailure('The clip could not be cut. The original is as it was.')
    } finally {
      setStep(null)
    }
  }
  const isCutting = step !== null
  return (
    <Dialog
      open
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
    >
      <DialogContent
        title={isVideo ? 'Trim the video' : 'Trim the sound'}
        description={
          <>
            <bdi>{original.name}</bdi> is {seconds(Number((original.duration ?? 0).toFixed(1)))} long. {limitWords(vendorName, min, max)}{' '}
            The original stays as it is.
          </>
        }
        className="w-[min(44rem,calc(100vw-2rem))]"
      >
        {isVideo ? (
          <video
            ref={player.media as RefObject<HTMLVideoElement | null>}
            onLoadedMetadata={() => seek(range.start)}
            src={original.url}
            playsInline
            preload="auto"
            className="aspect-video max-h-[42dvh] w-full rounded-md bg-black object-contain"
          />
        ) : (
          <audio ref={player.media as RefObject<HTMLAudioElement | null>} src={original.url} preload="auto" className="hidden" />
        )}
        <RangeTrack
          range={range}
          limits={limits}
          step={frameSeconds ?? soundStep}
          playhead={player.isPlaying ? player.time : null}
          isDisabled={isCutting}
          onChange={change}
        >
          <ClipStrip source={source} onFrameSeconds={setFrameSeconds} />
        </RangeTrack>
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Button size="sm" onClick={player.isPlaying ? player.pause : player.play} disabled={isCutting}>
            {player.isPlaying ? <Pause aria-hidden /> : <Play aria-hidden />}
            {player.isPlaying ? 'Pause' : 'Play this part'}
          </Button>
          <p id={lengthId} className="text-muted-foreground text-xs tabular-nums">
            {preciseTime(range.start)} to {preciseTime(range.end)} ·{' '}
            <span className="font-medium text-foreground">{preciseTime(range.end - range.start)}</span> kept
          </p>
        </div>
        <p className="text-faint-foreground text-xs">
          Drag the handles, or use the arrow keys: one {isVideo ? 'frame' : 'tenth of a second'} at a time, with Shift a second.
        </p>
        {failure !== null && (
          <Callout tone="danger" role="alert">
            {failure}
          </Callout>
        )}
        <div role="status" className="empty:hidden">
          {step !== null && (
            <div className="flex flex-col gap-1.5">
              <p className="text-muted-foreground text-xs">{step.words}</p>
              <Progress value={step.share} label={step.words} />
            </div>
          )}
        </div>
        <DialogFooter>
          <Button onClick={() => (isCutting ? stop.current?.abort() : onClose())}>{isCutting ? 'Stop' : 'Cancel'}</Button>
          <Button
            variant="primary"
            isBusy={isCutting}
            aria-describedby={lengthId}
            onClick={() => {
              if (!isCutting) void cut()
            }}
          >
            Use this part
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

function limitWords(vendorName: string, min: number | undefined, max: number | undefined): string {
  if (max === undefined) return min === undefined ? '' : `${vendorName} takes at least ${seconds(min)}.`
  return min === undefined ? `${vendorName} takes up to ${seconds(max)}.` : `${vendorName} takes ${seconds(min)} to ${seconds(max)}.`
}
