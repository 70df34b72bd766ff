import type { TakeView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface UnconfirmedWords {
  /** What may be going on, and what to look at first. */
  lead: string
  ran: string
  sendAgain: string
  confirmSendAgain: string
  forget: string
}

/** What is at stake where nobody knows whether a take ran: real credits, or nothing on the built-in sandbox. */
export function unconfirmedWords(take: Pick<TakeView, 'vendor' | 'isSandbox'>): UnconfirmedWords {
  const { name } = vendors[take.vendor]
  if (take.isSandbox)
    return {
      lead: 'It may be running in the built-in sandbox, so it is never sent again by itself. No money is at stake.',
      ran: 'Name the sandbox’s task and the video is fetched from there.',
      sendAgain: 'The same request is sent to the sandbox again. If the first one did run, it runs twice; that costs nothing.',
      confirmSendAgain: 'If the sandbox did run the first request, it runs twice. No money is spent.',
      forget: 'The take is closed as failed. Nothing was spent.',
    }
  return {
    lead: 'It may be running there and may cost credits, so it is never sent again by itself. Look for it in your vendor account, then say what you found.',
    ran: 'Name the vendor’s task and the video is fetched from there. Nothing is charged again.',
    sendAgain: 'The same request is sent again and charged as usual. If the first one did run, you pay twice.',
    confirmSendAgain: `If ${name} did run the first request, you pay for both. Look in your vendor account first.`,
    forget: 'The take is closed as failed. If it did run, its credits are spent all the same.',
  }
}
