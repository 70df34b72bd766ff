import type { TakeView } from '#lib/generation/task-view.ts'

export type TaskActionResult = { ok: true; task?: TakeView } | { ok: false; message: string }

/** How a person settles a take whose request was never confirmed. */
export type UnconfirmedChoice = { kind: 'attach'; vendorTaskId: string } | { kind: 'send_again' } | { kind: 'forget' }

/** What became of the saved file since. */
export interface Verification {
  state: 'intact' | 'changed' | 'missing'
  message: string
  checkedAt: string
}

export type VerifyVideo = (id: string) => Promise<{ ok: true; verification: Verification } | { ok: false; message: string }>

/** Answers for each take whether it is gone; what stays tells why. */
export type DeleteTasks = (
  ids: string[],
) => Promise<{ ok: true; goneIds: string[]; refused: { id: string; message: string }[] } | { ok: false; message: string }>

export interface TaskActions {
  cancelTask: (id: string) => Promise<TaskActionResult>
  /** Answers the new take. */
  retryTask: (id: string) => Promise<TaskActionResult>
  deleteTask: (id: string) => Promise<TaskActionResult>
  settleUnconfirmed: (id: string, choice: UnconfirmedChoice) => Promise<TaskActionResult>
}
