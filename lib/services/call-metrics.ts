import type { VendorId } from '#lib/generation/request.ts'

export const latencyBucketsSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60] as const

export type VendorCallName = 'create' | 'query' | 'cancel' | 'balance'

export interface VendorCallSeries {
  vendor: VendorId
  call: VendorCallName
  count: number
  sumSeconds: number
  /** Calls up to each bucket's bound, as Prometheus counts them. */
  buckets: number[]
  /** Failed calls by code. */
  failures: Map<string, number>
}

/** What this process has called since it started. On the context, because pages and server script have each their own copy of a module. */
export interface CallMetrics {
  observe(call: { vendor: VendorId; call: VendorCallName; latencyMs: number; failureCode: string | null }): void
  list(): readonly VendorCallSeries[]
}

export function createCallMetrics(): CallMetrics {
  const series = new Map<string, VendorCallSeries>()
  return {
    observe({ vendor, call, latencyMs, failureCode }) {
      const key = `${vendor} ${call}`
      const found = series.get(key) ?? {
        vendor,
        call,
        count: 0,
        sumSeconds: 0,
        buckets: latencyBucketsSeconds.map(() => 0),
        failures: new Map(),
      }
      series.set(key, found)
      const seconds = latencyMs / 1000
      found.count++
      found.sumSeconds += seconds
      found.buckets = found.buckets.map((count, index) => (seconds <= (latencyBucketsSeconds[index] ?? 0) ? count + 1 : count))
      if (failureCode !== null) found.failures.set(failureCode, (found.failures.get(failureCode) ?? 0) + 1)
    },
    list: () => [...series.values()],
  }
}
