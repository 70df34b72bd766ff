import { countEverything } from '#lib/data/engine-overview.ts'
import { listVendorHealth } from '#lib/data/vendor-health.ts'
import type { UserViewer } from '#lib/data/viewer.ts'
import { latencyBucketsSeconds, type VendorCallSeries } from './call-metrics.ts'
import type { ServiceContext } from './context.ts'

export const metricsContentType = 'text/plain; version=0.0.4; charset=utf-8'

type Labels = Record<string, string | number>

/** Everything a monitor may want, in Prometheus' text format; null for anybody but the owner. Vendor calls are those of this process. */
export async function metricsText(context: ServiceContext, viewer: UserViewer): Promise<string | null> {
  const [overview, health] = await Promise.all([
    countEverything(viewer, context.database, context.clock()),
    listVendorHealth(context.database.client),
  ])
  if (!overview) return null
  const now = context.clock().getTime()
  const page = createPage()
  const account = (isSandbox: boolean) => (isSandbox ? 'sandbox' : 'live')

  page.family('dailies_tasks', 'gauge', 'Takes by vendor and state.')
  for (const row of overview.states) page.sample({ vendor: row.vendor, account: account(row.isSandbox), state: row.state }, row.tasks)
  page.family('dailies_oldest_task_age_seconds', 'gauge', 'Age of the oldest take in a state that it will leave.')
  for (const row of overview.states) {
    if (row.oldestAt === null) continue
    const labels = { vendor: row.vendor, account: account(row.isSandbox), state: row.state }
    page.sample(labels, Math.max(0, (now - row.oldestAt.getTime()) / 1000))
  }
  page.family('dailies_vendor_up', 'gauge', '0 while a vendor does not answer and its takes wait.')
  for (const row of health) page.sample({ vendor: row.vendor, account: account(row.isSandbox) }, row.downSince ? 0 : 1)

  page.family('dailies_queue_jobs', 'gauge', 'Alarms: ready to ring, set for later, or being worked.')
  for (const job of overview.jobs) {
    for (const state of ['ready', 'later', 'active'] as const) page.sample({ queue: job.name, state }, job[state])
  }
  page.family('dailies_tasks_waiting_for_storage', 'gauge', 'Takes that cannot be saved because disk or object storage is full or away.')
  page.sample({}, overview.storageWaits)
  page.family('dailies_archive_videos', 'gauge', 'Saved films.')
  page.sample({}, overview.archive.videos)
  page.family('dailies_archive_bytes', 'gauge', 'Bytes of saved films.')
  page.sample({}, overview.archive.bytes)

  addProcess(page, context)
  return page.text()
}

/** What only this process can tell. A worker answers nothing else, so that sums over all processes count nothing twice. */
export function processMetricsText(context: ServiceContext): string {
  const page = createPage()
  addProcess(page, context)
  return page.text()
}

function addProcess(page: Page, context: ServiceContext): void {
  const calls = context.metrics.list()
  page.family('dailies_vendor_call_seconds', 'histogram', 'How long vendors took to answer this process.')
  for (const series of calls) addHistogram(page, series)
  page.family('dailies_vendor_call_failures_total', 'counter', 'Calls of this process that failed, by code.')
  for (const { vendor, call, failures } of calls) {
    for (const [code, count] of failures) page.sample({ vendor, call, code }, count)
  }

  const memory = process.memoryUsage()
  page.family('process_resident_memory_bytes', 'gauge', 'Resident memory of this process.')
  page.sample({}, memory.rss)
  page.family('nodejs_heap_size_used_bytes', 'gauge', 'Heap in use.')
  page.sample({}, memory.heapUsed)
  page.family('process_uptime_seconds', 'gauge', 'How long this process runs.')
  page.sample({}, process.uptime())
}

function addHistogram(page: Page, { vendor, call, count, sumSeconds, buckets }: VendorCallSeries): void {
  for (const [index, bound] of latencyBucketsSeconds.entries()) page.sample({ vendor, call, le: bound }, buckets[index] ?? 0, '_bucket')
  page.sample({ vendor, call, le: '+Inf' }, count, '_bucket')
  page.sample({ vendor, call }, sumSeconds, '_sum')
  page.sample({ vendor, call }, count, '_count')
}

interface Page {
  family(name: string, type: 'gauge' | 'counter' | 'histogram', help: string): void
  sample(labels: Labels, value: number, suffix?: string): void
  text(): string
}

function createPage(): Page {
  const lines: string[] = []
  let family = ''
  return {
    family(name, type, help) {
      family = name
      lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
    },
    sample(labels, value, suffix = '') {
      const pairs = Object.entries(labels).map(([name, text]) => `${name}="${escapeLabel(String(text))}"`)
      lines.push(`${family}${suffix}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${value}`)
    },
    text: () => `${lines.join('\n')}\n`,
  }
}

function escapeLabel(text: string): string {
  return text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
}
