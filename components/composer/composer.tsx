'use client'

import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { assessDraft } from '#components/composer/assess-draft.ts'
import type { SubmitGeneration } from '#components/composer/composer-actions.ts'
import { ComposerFields } from '#components/composer/composer-fields.tsx'
import { ComposerFoot } from '#components/composer/composer-foot.tsx'
import { addPending, type Draft, type UsedAgain } from '#components/composer/draft.ts'
import { type FieldName, isFieldName } from '#components/composer/field-labels.ts'
import { changedFields, joinIssues, visibleIssues } from '#components/composer/issue-visibility.ts'
import { keepMentions } from '#components/composer/keep-mentions.ts'
import { lookEverywhere, withServerWord } from '#components/composer/look-everywhere.ts'
import { describeOnTheirWay, useOnTheirWay } from '#components/composer/on-their-way.ts'
import type { TakeStart } from '#components/composer/start-from-take.ts'
import { TakeStartNotice } from '#components/composer/take-start-notice.tsx'
import { useConnectionsNow } from '#components/composer/use-connections-now.ts'
import { useDraft } from '#components/composer/use-draft.ts'
import { useGoneUploads } from '#components/composer/use-gone-uploads.ts'
import { useLinkChecks } from '#components/composer/use-link-checks.ts'
import { usePastedReferences } from '#components/composer/use-pasted-references.ts'
import { useReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { useSubmit } from '#components/composer/use-submit.ts'
import { useTakeStart } from '#components/composer/use-take-start.ts'
import { useVendorMoves } from '#components/composer/use-vendor-moves.ts'
import { useVendorOutlook } from '#components/composer/use-vendor-outlook.ts'
import { VendorRows } from '#components/composer/vendor-rows.tsx'
import { PageTitle } from '#components/shell/page-title.tsx'
import type { Issue } from '#lib/generation/issue.ts'
import type { ConnectionView, TakeView } from '#lib/generation/task-view.ts'

export interface ComposerProps {
  /** Whose draft this browser keeps: the user's id. */
  draftOwner: string
  connections: readonly ConnectionView[]
  uploadsEnabled: boolean
  /** Fills the form in place of the kept draft. */
  again: UsedAgain | null
  /** A take to begin with, each time it is another object. */
  takeStart: TakeStart | null
  submitGeneration: SubmitGeneration
  onSubmitted: (take: TakeView) => void
}

export function controlIdOf(field: FieldName): string {
  return `composer-${field}`
}

export function Composer({
  draftOwner,
  connections: given,
  uploadsEnabled,
  again,
  takeStart,
  submitGeneration,
  onSubmitted,
}: ComposerProps) {
  const firstVendor = given.find((one) => one.state === 'live')?.vendor ?? given.find((one) => one.state !== 'off')?.vendor ?? 'loova'
  const form = useDraft(draftOwner, firstVendor, again)
  const { draft, touched, change: changeDraft } = form
  const [hasTried, setHasTried] = useState(false)
  const [serverIssues, setServerIssues] = useState<readonly Issue[]>([])
  const [notice, setNotice] = useState<string | null>(null)
  const [isDurationReadable, setIsDurationReadable] = useState(true)
  const submit = useSubmit(submitGeneration)

  const { read } = form
  const change = useCallback(
    (patch: Partial<Draft> | ((draft: Draft) => Draft)) => {
      const before = read()
      const after = keepMentions(before, typeof patch === 'function' ? patch(before) : { ...before, ...patch })
      const changed = changedFields(before, after)
      changeDraft(after)
      setNotice(null)
      // Another vendor was not asked.
      const isSettled = (issue: Issue) => changed.has('vendor') || changed.has(issue.path)
      setServerIssues((issues) => (issues.some(isSettled) ? issues.filter((issue) => !isSettled(issue)) : issues))
    },
    [read, changeDraft],
  )
  const uploads = useReferenceUploads({ owner: draftOwner, isReady: form.isReady, draft, read, change })
  useLinkChecks(form.isReady, draft, change)
  useGoneUploads(form.isReady, read, change)
  usePastedReferences(uploadsEnabled ? uploads : null, change)
  const onTheirWay = useOnTheirWay(draft)
  const focusPrompt = useCallback(() => document.getElementById(controlIdOf('prompt'))?.focus(), [])
  const starting = useTakeStart(takeStart, { isReady: form.isReady, read, change, onStarted: focusPrompt })

  const { outlooks, refresh: refreshOutlooks } = useVendorOutlook()
  const connections = useConnectionsNow(given, outlooks, draft, refreshOutlooks)
  const assessment = useMemo(() => assessDraft(draft, connections), [draft, connections])
  // Four more verdicts may come a moment after the letter that was typed.
  const assessed = useDeferredValue(assessment)
  const everywhere = useMemo(() => lookEverywhere(assessed, outlooks), [assessed, outlooks])
  const verdicts = useMemo(() => withServerWord(everywhere.verdicts, draft.vendor, serverIssues), [everywhere, draft.vendor, serverIssues])
  const issues = useMemo(() => {
    const unreadable: Issue[] = isDurationReadable
      ? []
      : [{ path: 'duration', code: 'invalid_type', severity: 'error', message: 'The duration must be a whole number of seconds.' }]
    return [...unreadable, ...joinIssues(assessment.issues, serverIssues)]
  }, [assessment, serverIssues, isDurationReadable])
  const shown = useMemo(() => visibleIssues(issues, touched, hasTried), [issues, touched, hasTried])

  const focusFirst = (bad: readonly Issue[]) => {
    const field = bad.map((issue) => issue.path).find(isFieldName)
    if (field) window.requestAnimationFrame(() => document.getElementById(controlIdOf(field))?.focus())
  }

  const handleSubmit = async () => {
    if (!form.isReady || submit.isBusy) return
    const latest = addPending(form.read())
    if (changedFields(form.read(), latest).size > 0) change(latest)
    const now = assessDraft(latest, connections)
    if (submit.hasJustSent(now.request)) return
    const bad = [...issues.filter((issue) => issue.code === 'invalid_type'), ...now.issues].filter((issue) => issue.severity === 'error')
    setHasTried(true)
    if (starting?.stage === 'pending') {
      setNotice('A take is still being brought in. Generate waits for it: nothing was ordered.')
      return
    }
    const held = describeOnTheirWay(latest)
    if (held !== null) {
      setNotice(`${held} Generate waits for ${held.startsWith('1 ') ? 'it' : 'them'}: nothing was ordered.`)
      return
    }
    if (bad.length > 0 || now.request === null) {
      setNotice(null)
      focusFirst(bad)
      return
    }
    const result = await submit.send(now.request, now.assumed)
    if (result === null) {
      setNotice('The server did not answer. Press Generate again: the same request is never taken twice.')
      return
    }
    if (result.ok) {
      setHasTried(false)
      setNotice(null)
      setServerIssues([])
      uploads.clearRefusals()
      onSubmitted(result.task)
      refreshOutlooks()
      return
    }
    const found = result.issues ?? []
    setServerIssues(found)
    setNotice(result.message)
    focusFirst(found.filter((issue) => issue.severity === 'error'))
  }

  const latestSubmit = useRef(handleSubmit)
  useEffect(() => {
    latestSubmit.current = handleSubmit
  })
  useEffect(() => {
    const handleKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || event.defaultPrevented) return
      // A dialog has its own meaning for the keys pressed in it.
      if (event.target instanceof Element && event.target.closest('[role="dialog"], [role="alertdialog"]')) return
      event.preventDefault()
      void latestSubmit.current()
    }
    document.addEventListener('keydown', handleKeyDown)
    return () => document.removeEventListener('keydown', handleKeyDown)
  }, [])

  const { onFixHere, ...vendorMoves } = useVendorMoves(read, change)

  const isQuiet = useCallback((issue: Issue) => visibleIssues([issue], touched, hasTried).length === 0, [touched, hasTried])
  const problemCount = shown.filter((issue) => issue.severity === 'error').length
  return (
    <form
      noValidate
      aria-labelledby="composer-title"
      className="flex min-h-0 flex-1 flex-col"
      onSubmit={(event) => {
        event.preventDefault()
        void handleSubmit()
      }}
    >
      <fieldset disabled={!form.isReady} className="contents">
        <div className="relative flex min-h-0 flex-1 flex-col gap-5 p-4 md:p-5 lg:overflow-y-auto">
          <PageTitle id="composer-title" className="font-semibold text-lg">
            Create
          </PageTitle>
          <TakeStartNotice state={starting} />
          <ComposerFields
            draft={draft}
            assessment={assessment}
            connections={connections}
            issues={shown}
            uploads={uploadsEnabled ? uploads : null}
            controlIdOf={controlIdOf}
            onChange={change}
            onTouch={form.touch}
            onFix={onFixHere}
            onDurationReadable={setIsDurationReadable}
          />
          <VendorRows
            current={draft.vendor}
            mode={assessment.mode}
            verdicts={verdicts}
            prices={everywhere.prices}
            waits={everywhere.waits}
            shared={everywhere.shared}
            outlooks={outlooks}
            hasUploads={assessment.hasUploads}
            isQuiet={isQuiet}
            connections={connections}
            {...vendorMoves}
          />
        </div>
        <ComposerFoot
          price={{ quote: assessment.quote, past: everywhere.prices[draft.vendor].past }}
          available={outlooks[draft.vendor]?.balance?.available ?? null}
          isSandbox={connections.find((one) => one.vendor === draft.vendor)?.state === 'sandbox'}
          isBusy={submit.isBusy}
          isSent={submit.hasJustSent(assessment.request)}
          problemCount={hasTried ? problemCount : 0}
          requestIssues={shown.filter((issue) => !isFieldName(issue.path))}
          onTheirWay={onTheirWay}
          notice={notice}
        />
      </fieldset>
    </form>
  )
}
