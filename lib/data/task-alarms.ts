import { EventEmitter } from 'node:events'
import { alarmChannel, senderOf } from './alarm.ts'
import type { Database } from './database.ts'
import { statesOf } from './engine-tasks.ts'
import type { Job, JobName, Queue } from './queue.ts'

/** Where an alarm may be set: it also waits for a create that is under way to come to nothing. */
const alarmedStates: Record<JobName, readonly string[]> = { ...statesOf, check: [...statesOf.check, 'submitting'] }

/** The alarms of the tasks, which are their rows' `dueAt`, on the database's own pool. */
export function createTaskAlarms(database: Database): Queue {
  const rings = new EventEmitter<{ ring: [Job | null] }>()
  return {
    async enqueue(client, job) {
      const at = job.startAfter ?? new Date(0)
      // The earlier moment wins: a callback must not wait for the next check, nor a backoff put off a callback.
      await client.$executeRaw`
        WITH set AS (
          UPDATE "Task" SET "dueAt" = ${at}
           WHERE id = ${job.taskId} AND state = ANY(${alarmedStates[job.name]}) AND ("dueAt" IS NULL OR "dueAt" > ${at})
          RETURNING id)
        SELECT pg_notify(${alarmChannel}, '') FROM set WHERE ${job.startAfter === undefined}`
    },
    ring(job) {
      rings.emit('ring', job)
    },
    async listen(onRing) {
      rings.on('ring', onRing)
      const self = senderOf(database.pool)
      const hear = (sender: string) => {
        if (sender !== self) onRing(null)
      }
      const listening = await database.listen(alarmChannel, hear, () => onRing(null))
      return {
        async close() {
          rings.off('ring', onRing)
          await listening.close()
        },
      }
    },
  }
}
