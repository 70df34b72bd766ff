'use client'

import { Clapperboard, Download, ImagePlus } from 'lucide-react'
import Link from 'next/link'
import { useRef, useState } from 'react'
import { secondsWords } from '#components/task/chain-words.ts'
import { requestTakeFile, type TakeFileResult } from '#components/task/request-take-file.ts'
import { Button, buttonClasses } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { Dialog, DialogContent, DialogFooter } from '#components/ui/dialog.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { type ChainStart, chainAddress } from '#lib/generation/take-chain.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export interface FrameGrab {
  /** The playhead when the button was pressed, in seconds. */
  at: number | null
  result: TakeFileResult | null
  grab: (at: number) => void
  close: () => void
}

/** One frame of one take, from the press to the choice of what becomes of it. */
export function useFrameGrab(taskId: string): FrameGrab {
  const [at, setAt] = useState<number | null>(null)
  const [result, setResult] = useState<TakeFileResult | null>(null)
  const latest = useRef(0)
  const grab = (second: number) => {
    const press = ++latest.current
    setAt(second)
    setResult(null)
    void requestTakeFile(taskId, { what: 'frame', at: second }).then((answer) => {
      if (latest.current === press) setResult(answer)
    })
  }
  return { at, result, grab, close: () => setAt(null) }
}

export interface ChainFrameDialogProps {
  take: Pick<TakeView, 'id' | 'aspect'>
  grab: FrameGrab
  onStart?: ((start: ChainStart) => void) | undefined
}

export function ChainFrameDialog({ take, grab, onStart }: ChainFrameDialogProps) {
  const { at, result } = grab
  return (
    <Dialog open={at !== null} onOpenChange={(isOpen) => !isOpen && grab.close()}>
      <DialogContent
        title={at === null ? 'Frame' : `Frame at ${secondsWords(at)}`}
        description={
          at === 0
            ? 'The very first frame: the film stands at its beginning. Play it, or move along it, to grab another.'
            : 'At the film’s full size. It is kept among your references.'
        }
        className="w-[min(38rem,calc(100vw-2rem))]"
      >
        <div
          className="relative mx-auto grid max-h-[55dvh] w-full place-items-center overflow-hidden rounded-lg border border-border bg-well"
          style={{ aspectRatio: take.aspect }}
        >
          {result === null && (
            <p role="status" className="flex items-center gap-2 text-muted-foreground text-sm">
              <Spinner className="text-accent" />
              Taking the frame…
            </p>
          )}
          {result?.ok && (
            <img
              src={result.upload.url}
              alt={`The frame at ${secondsWords(at ?? 0)}`}
              width={result.upload.width ?? undefined}
              height={result.upload.height ?? undefined}
              className="absolute inset-0 size-full object-contain"
            />
          )}
          {result?.ok === false && (
            <Callout tone="danger" role="alert" className="m-4">
              {result.message}
            </Callout>
          )}
        </div>
        {result?.ok && (
          <p className="text-muted-foreground text-xs tabular-nums">
            {result.upload.width} × {result.upload.height} · PNG
          </p>
        )}
        <DialogFooter>
          {result?.ok && at !== null && (
            <>
              <a href={result.upload.url} download={result.upload.name} className={buttonClasses({ variant: 'ghost' })}>
                <Download aria-hidden />
                Download
              </a>
              <StartButton start={{ taskId: take.id, kind: 'reference', at }} onStart={onStart} onDone={grab.close}>
                <Clapperboard aria-hidden />
                Use as reference
              </StartButton>
              <StartButton isPrimary start={{ taskId: take.id, kind: 'frame', at }} onStart={onStart} onDone={grab.close}>
                <ImagePlus aria-hidden />
                Use as first frame
              </StartButton>
            </>
          )}
          {result?.ok === false && at !== null && <Button onClick={() => grab.grab(at)}>Try again</Button>}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  )
}

interface StartButtonProps {
  start: ChainStart
  isPrimary?: boolean
  onStart: ((start: ChainStart) => void) | undefined
  onDone: () => void
  children: React.ReactNode
}

function StartButton({ start, isPrimary = false, onStart, onDone, children }: StartButtonProps) {
  const variant = isPrimary ? 'primary' : 'secondary'
  if (!onStart) {
    return (
      <Link href={chainAddress(start)} prefetch={false} className={buttonClasses({ variant })}>
        {children}
      </Link>
    )
  }
  return (
    <Button
      variant={variant}
      onClick={() => {
        onDone()
        onStart(start)
      }}
    >
      {children}
    </Button>
  )
}
