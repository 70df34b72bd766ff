import { Ban, CircleAlert, CircleHelp } from 'lucide-react'
import type { Ref } from 'react'
import { TakePlayer } from '#components/player/take-player.tsx'
import { moneyWords, progressWords, takeTitle } from '#components/task/take-words.ts'
import { Progress } from '#components/ui/progress.tsx'
import { Spinner } from '#components/ui/spinner.tsx'
import { taskStateLabels } from '#lib/generation/task-state.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

/** What fills a take's frame in each state. The frame's size never depends on it. */
export function TakeMedia({ take, videoRef }: { take: TakeView; videoRef?: Ref<HTMLVideoElement> }) {
  if (take.state === 'succeeded' && take.video) {
    return (
      <TakePlayer
        src={take.playUrl ?? take.video.url}
        posterUrl={take.posterUrl}
        title={takeTitle(take)}
        aspect={take.aspect}
        videoRef={videoRef}
      />
    )
  }
  if (take.state === 'failed') return <TakeTrouble take={take} />
  if (take.state === 'unconfirmed') {
    return (
      <Message icon={<CircleHelp aria-hidden className="text-warning" />} title="Nobody knows yet whether this ran.">
        <p>{take.note ?? 'The vendor did not confirm that it took this request. It is never sent again by itself.'}</p>
      </Message>
    )
  }
  if (take.state === 'cancelled') {
    return (
      <Message icon={<Ban aria-hidden />} title={take.failureDetails?.title ?? 'You cancelled this take.'}>
        <p>{moneyWords(take)}</p>
      </Message>
    )
  }
  return <TakeProgress take={take} />
}

function TakeProgress({ take }: { take: TakeView }) {
  const words = progressWords(take)
  return (
    <div className="relative grid size-full place-items-center">
      <div
        aria-hidden
        className="max-h-[80%] max-w-[80%] animate-sheen rounded-md bg-hover"
        style={take.aspect >= 16 / 9 ? { aspectRatio: take.aspect, width: '80%' } : { aspectRatio: take.aspect, height: '80%' }}
      />
      <div className="absolute inset-0 flex flex-col items-center justify-center gap-1.5 px-6 text-center">
        <p className="flex items-center gap-2 font-medium text-sm">
          <Spinner className="text-accent" />
          {taskStateLabels[take.state]}
        </p>
        {words && <p className="text-muted-foreground text-xs tabular-nums">{words}</p>}
        {take.note && <p className="max-w-72 text-muted-foreground text-xs">{take.note}</p>}
      </div>
      <div className="absolute inset-x-0 bottom-0 [&_*]:rounded-none!">
        <Progress
          value={take.state === 'running' ? take.progress : null}
          label={`${taskStateLabels[take.state]}: ${takeTitle(take, 40)}`}
        />
      </div>
    </div>
  )
}

function TakeTrouble({ take }: { take: TakeView }) {
  const details = take.failureDetails
  return (
    <Message
      icon={<CircleAlert aria-hidden className="text-danger" />}
      title={details?.title ?? take.failure?.message ?? 'This take failed.'}
    >
      {details && (
        <>
          <p>{moneyWords(take)}</p>
          <p>{details.advice}</p>
        </>
      )}
    </Message>
  )
}

function Message({ icon, title, children }: { icon: React.ReactNode; title: string; children?: React.ReactNode }) {
  return (
    <div className="flex size-full flex-col items-center justify-center gap-2 overflow-y-auto px-6 py-4 text-center text-muted-foreground [&_svg]:size-5 [&_svg]:shrink-0">
      {icon}
      <div className="flex max-w-80 flex-col gap-1 text-xs">
        <p className="font-medium text-foreground text-sm">{title}</p>
        {children}
      </div>
    </div>
  )
}
