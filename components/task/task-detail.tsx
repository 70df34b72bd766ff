'use client'

import { useQueryClient } from '@tanstack/react-query'
import { ArrowLeft, Camera, ChevronDown, Download, Repeat2, StepForward, Trash2, WifiOff } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { type ReactNode, type Ref, useEffect, useMemo, useRef } from 'react'
import { useGalleryAddress } from '#components/gallery/gallery-address.ts'
import { dropTakesFromPages } from '#components/gallery/use-take-pages.ts'
import { TakePlayer } from '#components/player/take-player.tsx'
import { usePlayhead } from '#components/player/use-playhead.ts'
import type { ShareActions } from '#components/share/share-actions.ts'
import { ShareDialog } from '#components/share/share-dialog.tsx'
import { PageTitle } from '#components/shell/page-title.tsx'
import { useKeptFocus } from '#components/shell/use-kept-focus.ts'
import { ChainFrameDialog, useFrameGrab } from '#components/task/chain-frame-dialog.tsx'
import { ChainLinks, hasChain } from '#components/task/chain-links.tsx'
import { ChainMenuItems } from '#components/task/chain-menu-items.tsx'
import { FailurePanel } from '#components/task/failure-panel.tsx'
import { Receipt } from '#components/task/receipt.tsx'
import { hasReferences, ReferenceStrip } from '#components/task/reference-strip.tsx'
import { RetryButton } from '#components/task/retry-button.tsx'
import { SettingsUsed } from '#components/task/settings-used.tsx'
import { TakeAnnouncer } from '#components/task/take-announcer.tsx'
import { creditFacts, supportFacts } from '#components/task/take-facts.tsx'
import { TakeMedia } from '#components/task/take-media.tsx'
import { deletionWords, stateTones, takeTitle } from '#components/task/take-words.ts'
import type { TaskActions, VerifyVideo } from '#components/task/task-actions.ts'
import { TaskTimeline } from '#components/task/task-timeline.tsx'
import { UnconfirmedPanel } from '#components/task/unconfirmed-panel.tsx'
import { useTakes } from '#components/task/use-takes.ts'
import { useTaskActions } from '#components/task/use-task-actions.ts'
import { VerifyFile } from '#components/task/verify-file.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button, ButtonLink, buttonClasses } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { cn } from '#components/ui/cn.ts'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { findPageTitle } from '#components/ui/heading-focus.ts'
import { Menu, MenuContent, MenuTrigger } from '#components/ui/menu.tsx'
import { Time } from '#components/ui/time.tsx'
import type { TakeChain } from '#lib/generation/take-chain.ts'
import { taskStateLabels } from '#lib/generation/task-state.ts'
import type { ShareView, TakeView, TaskEventView, VideoReceipt } from '#lib/generation/task-view.ts'

export interface TaskDetailProps {
  take: TakeView
  events: readonly TaskEventView[]
  receipt: VideoReceipt | null
  shares: readonly ShareView[]
  /** The page was opened to share the take. */
  isSharing: boolean
  actions: TaskActions
  verifyVideo: VerifyVideo
  shareActions: ShareActions
  chain: TakeChain
}

/** Everything about one take. */
export function TaskDetail({
  take: given,
  events,
  receipt,
  shares,
  isSharing,
  actions,
  verifyVideo,
  shareActions,
  chain,
}: TaskDetailProps) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const galleryAddress = useGalleryAddress()
  const { takes, putTake, isOffline } = useTakes(useMemo(() => [given], [given]))
  const take = takes.find((one) => one.id === given.id) ?? given

  // Timeline and receipt are the server's; a new state, or a copy that was made, means that they have grown.
  const stand = `${take.state} ${take.playUrl}`
  const shownStand = useRef(stand)
  useEffect(() => {
    if (shownStand.current === stand) return
    shownStand.current = stand
    router.refresh()
  }, [stand, router])

  const bound = useTaskActions(take, actions, {
    onChange: (changed) => {
      if (changed.id === take.id) putTake(changed)
      else router.push(`/tasks/${changed.id}`)
    },
    followsRetry: true,
    onRemove: (id) => {
      dropTakesFromPages(queryClient, [id])
      router.push(galleryAddress, { scroll: false })
    },
  })
  const playhead = usePlayhead()
  const frame = useFrameGrab(take.id)
  const keptFocus = useKeptFocus(findPageTitle)
  const prompt = take.request.prompt?.trim() ?? ''

  return (
    <article
      {...keptFocus}
      className="mx-auto grid w-full max-w-[1500px] items-start gap-x-8 gap-y-6 px-4 py-4 md:px-8 md:py-6 xl:grid-cols-[minmax(0,1fr)_22.5rem]"
    >
      <div className="flex items-center justify-between gap-3 xl:col-span-2">
        <PageTitle className="sr-only">Take: {takeTitle(take)}</PageTitle>
        <Link href={galleryAddress} scroll={false} className={buttonClasses({ variant: 'ghost', size: 'sm', className: '-ml-2.5' })}>
          <ArrowLeft aria-hidden />
          Gallery
        </Link>
        {isOffline && (
          <span role="status" className="flex items-center gap-1.5 text-warning text-xs">
            <WifiOff aria-hidden className="size-3.5" />
            No connection; looking again soon
          </span>
        )}
      </div>

      <div className="flex min-w-0 flex-col gap-5 xl:sticky xl:top-6">
        <TaskStage take={take} videoRef={playhead.attach} isBusy={bound.busy === 'settleUnconfirmed'} onSettle={bound.settle} />
        <header className="flex flex-col gap-3">
          <div className="flex flex-wrap items-center gap-2">
            <Badge tone={stateTones[take.state]}>{taskStateLabels[take.state]}</Badge>
            {take.isSandbox && <Badge tone="outline">Sandbox, not the real model</Badge>}
            <span className="text-muted-foreground text-xs">
              <Time at={take.createdAt} />
            </span>
          </div>
          <p dir="auto" className={cn('max-w-[75ch] whitespace-pre-wrap break-words text-lg', prompt === '' && 'text-muted-foreground')}>
            {prompt === '' ? 'This take has no prompt.' : prompt}
          </p>
          <div className="flex flex-wrap items-center gap-2">
            {take.video && (
              <Menu>
                <MenuTrigger
                  render={
                    <Button>
                      <StepForward aria-hidden />
                      Continue
                      <ChevronDown aria-hidden />
                    </Button>
                  }
                />
                <MenuContent>
                  <ChainMenuItems take={take} />
                </MenuContent>
              </Menu>
            )}
            {take.video && (
              <Button onClick={() => frame.grab(playhead.read())}>
                <Camera aria-hidden />
                Grab frame
              </Button>
            )}
            {take.video && <ShareDialog taskId={take.id} shares={shares} isOpenAtFirst={isSharing} actions={shareActions} />}
            {take.video && (
              <a href={`${take.video.url}?download=1`} download className={buttonClasses()}>
                <Download aria-hidden />
                Download
              </a>
            )}
            {take.canRetry && <RetryButton isPrimary take={take} isBusy={bound.busy === 'retryTask'} onRetry={bound.retry} />}
            {take.canCancel && (
              <Button isBusy={bound.busy === 'cancelTask'} onClick={bound.cancel}>
                Cancel
              </Button>
            )}
            <ButtonLink href={`/?from=${take.id}`}>
              <Repeat2 aria-hidden />
              Use again
            </ButtonLink>
            {take.isSettled && (
              <ConfirmDialog
                trigger={
                  <Button variant="danger-ghost" className="ml-auto max-sm:px-2">
                    <Trash2 aria-hidden />
                    <span className="max-sm:sr-only">Delete</span>
                  </Button>
                }
                title="Delete this take?"
                description={deletionWords(take)}
                confirmLabel="Delete"
                isDestructive
                onConfirm={async () => {
                  await bound.remove()
                }}
              />
            )}
          </div>
        </header>
      </div>

      <div className="flex min-w-0 flex-col divide-y divide-border rounded-xl border border-border bg-card">
        <Section title="Settings used">
          <SettingsUsed take={take} />
        </Section>
        {hasReferences(take.request) && (
          <Section title="References">
            <ReferenceStrip request={take.request} />
          </Section>
        )}
        {hasChain(chain) && (
          <Section title="Chain">
            <ChainLinks chain={chain} />
          </Section>
        )}
        <Section title="Credits">
          <FactList facts={creditFacts(take)} />
        </Section>
        <Section title="Timeline">
          <TaskTimeline events={events} />
        </Section>
        {receipt && (
          <Section title="Receipt">
            {take.mismatch.length > 0 && (
              <Callout tone="warning" title="Not quite what was asked for">
                {take.mismatch.map((sentence) => (
                  <p key={sentence}>{sentence}</p>
                ))}
              </Callout>
            )}
            <Receipt receipt={receipt} playUrl={take.playUrl} />
            <VerifyFile taskId={take.id} verifyVideo={verifyVideo} />
          </Section>
        )}
        <Disclosure summary="Ids for support" className="px-4 py-2">
          <FactList facts={supportFacts(take)} className="pb-2" />
        </Disclosure>
      </div>
      <ChainFrameDialog take={take} grab={frame} />
      <TakeAnnouncer takes={[take]} />
    </article>
  )
}

interface TaskStageProps {
  take: TakeView
  videoRef: Ref<HTMLVideoElement>
  isBusy: boolean
  onSettle: React.ComponentProps<typeof UnconfirmedPanel>['onSettle']
}

/** The place of the video: the player once it is there, and before or without it what there is to know. */
function TaskStage({ take, videoRef, isBusy, onSettle }: TaskStageProps) {
  if (take.video)
    return (
      <TakePlayer
        src={take.playUrl ?? take.video.url}
        posterUrl={take.posterUrl}
        preview={take.preview}
        duration={take.video.duration}
        title={takeTitle(take)}
        aspect={take.aspect}
        fit="natural"
        videoRef={videoRef}
        isCopyComing={take.isPreparing}
      />
    )
  if (take.state === 'failed') return <Frame>{<FailurePanel take={take} />}</Frame>
  if (take.state === 'unconfirmed') {
    return (
      <Frame>
        <UnconfirmedPanel take={take} isBusy={isBusy} onSettle={onSettle} />
      </Frame>
    )
  }
  return (
    <div
      className="mx-auto max-w-full overflow-hidden rounded-lg bg-well"
      style={{ aspectRatio: take.aspect, width: `min(100%, calc(70dvh * ${take.aspect}))` }}
    >
      <TakeMedia take={take} />
    </div>
  )
}

function Frame({ children }: { children: ReactNode }) {
  return <div className="grid min-h-80 place-items-center rounded-xl border border-border bg-card px-5 py-8 md:px-10">{children}</div>
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-3 p-4">
      <h2 className="font-medium text-base">{title}</h2>
      {children}
    </section>
  )
}
