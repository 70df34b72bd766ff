import { findConnection } from '#lib/data/connections.ts'
import type { TaskRow } from '#lib/data/tasks.ts'
import { findVendorHealth } from '#lib/data/vendor-health.ts'
import { listLine, listRunningSince } from '#lib/data/vendor-line.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { ServiceContext } from './context.ts'
import { listPastDurations, quantile } from './past-durations.ts'
import { resolveConnectionFrom } from './resolve-connection.ts'
import { effectiveLimit } from './vendor-health.ts'

/** Nobody needs to know that they are 1,001st rather than 1,002nd. */
const longestLine = 1_000
const fewestSamples = 2

interface Line {
  ids: readonly string[]
  runningSince: readonly Date[]
  limit: number | null
}

/** A page asks for many takes of one vendor at once: they share one look at the line, and the next page looks again. */
const looking = new WeakMap<ServiceContext, Map<string, Promise<Line>>>()

/** "2nd in line at Seedance2 AI, likely wait about 3 min." for a take that waits for a place; null for any other. */
export async function lineNote(context: ServiceContext, task: TaskRow): Promise<string | null> {
  if (task.state !== 'queued' || task.waitReason !== 'slot') return null
  const line = await lookAtLine(context, task)
  const position = line.ids.indexOf(task.id)
  if (position < 0) return null
  const typical = quantile(await listPastDurations(context, task), 0.5, fewestSamples)
  const waitSeconds = typical === null ? null : likelyWaitSeconds(line, position, typical, context.clock())
  const place = `${position === 0 ? 'Next' : ordinal(position + 1)} in line at ${vendors[task.vendor].name}`
  return waitSeconds === null ? `${place}.` : `${place}, likely wait ${aboutWords(waitSeconds)}.`
}

function lookAtLine(context: ServiceContext, task: TaskRow): Promise<Line> {
  const shared = looking.get(context) ?? new Map<string, Promise<Line>>()
  looking.set(context, shared)
  const key = `${task.vendor}/${task.isSandbox}`
  const underWay = shared.get(key)
  if (underWay) return underWay
  const look = readLine(context, task).finally(() => shared.delete(key))
  shared.set(key, look)
  return look
}

async function readLine(context: ServiceContext, task: TaskRow): Promise<Line> {
  const { client } = context.database
  const connection = resolveConnectionFrom(context, task.vendor, await findConnection(client, task.vendor))
  const account = { vendor: task.vendor, isSandbox: task.isSandbox }
  const [ids, runningSince, health] = await Promise.all([
    listLine(client, account, longestLine),
    listRunningSince(client, account),
    findVendorHealth(client, account),
  ])
  return { ids, runningSince, limit: effectiveLimit(account, health, connection.maxRunning, context.clock()) }
}

/** Lets the running takes end at their typical time and the line move up, place by place. */
export function likelyWaitSeconds(
  line: { runningSince: readonly Date[]; limit: number | null },
  position: number,
  typicalSeconds: number,
  now: Date,
): number | null {
  const places = line.limit ?? line.runningSince.length
  if (places === 0) return null
  const left = line.runningSince.map((since) => Math.max(0, typicalSeconds - (now.getTime() - since.getTime()) / 1000))
  const freeAt = left.toSorted((a, b) => a - b).slice(-places)
  while (freeAt.length < places) freeAt.unshift(0)
  return (freeAt[position % places] ?? 0) + Math.floor(position / places) * typicalSeconds
}

export function aboutWords(seconds: number): string {
  if (seconds < 10) return 'a few seconds'
  if (seconds < 60) return `about ${Math.ceil(seconds / 10) * 10} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `about ${minutes} min` : `about ${Math.round(minutes / 60)} h`
}

export function ordinal(n: number): string {
  const teens = n % 100 >= 11 && n % 100 <= 13
  return `${n}${teens ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`
}
