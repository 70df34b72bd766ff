import type { Client } from './database.ts'

export const jobNames = ['submit', 'check', 'archive'] as const
export type JobName = (typeof jobNames)[number]

export interface Job {
  name: JobName
  taskId: string
  /** Not before this moment; absent means at once. */
  startAfter?: Date
}

/** The alarm clock. An alarm is a task's own `dueAt`, so it is committed with what it is about and cannot be lost. */
export interface Queue {
  /**
   * Sets a task's alarm, or leaves an earlier one; a task that has left the job's states has none to set. Inside a transaction's client it
   * is committed or rolled back with it.
   */
  enqueue(client: Client, job: Job): Promise<void>
  /** For a `dueAt` that was just committed: this process looks when it comes, without waiting for its next round. */
  ring(job: Job): void
  /** Calls back when something is due, or may be: rung here, or notified by another process. */
  listen(onRing: (job: Job | null) => void): Promise<{ close(): Promise<void> }>
}
