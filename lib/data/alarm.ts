import { randomBytes } from 'node:crypto'
import type pg from 'pg'

/** The channel on which processes tell each other that something is due now. The payload only says who tells. */
export const alarmChannel = 'dailies_alarm'

const senders = new WeakMap<pg.Pool, string>()

/** A process looks at once at what it wrote itself, so it need not hear of it. */
export function senderOf(pool: pg.Pool): string {
  const sender = senders.get(pool) ?? randomBytes(6).toString('hex')
  senders.set(pool, sender)
  return sender
}
