import type { Client } from './database.ts'

export const jobNames = ['submit', 'check', 'archive'] as const
export type JobName = (typeof jobNames)[number]

export interface Job {
  name: JobName
  taskId: string
  /** Not before this moment; absent means at once. */
  startAfter?: Date
}

/** The alarm clock. The task row is the truth: a job may be lost, late or repeated, and then nothing bad happens. */
export interface Queue {
  /** Inside a transaction's client the job is committed or rolled back with it. */
  enqueue(client: Client, job: Job): Promise<void>
}
