import type { VendorId } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'
import type { Drift } from '#lib/vendors/vendor.ts'

export interface DriftNotice {
  vendor: VendorId
  kind: string
  detail: string
  count: number
  lastSeenAt: string
}

const words: Record<Drift['kind'], string> = {
  unknown_status: 'answered a status we do not know',
  renamed_status: 'answered a status under another name',
  unknown_field: 'answered a field we do not know',
  odd_type: 'answered a value of another kind than documented',
  missing_field: 'left out a field it documents',
}

/** `UniAll answered a status we do not know: “transcoding”, 3 times`. */
export function driftWords({ vendor, kind, detail, count }: DriftNotice): string {
  const what = Object.entries(words).find(([known]) => known === kind)?.[1] ?? 'answered something unexpected'
  return `${vendors[vendor].name} ${what}: “${detail}”, ${count === 1 ? 'once' : `${count.toLocaleString('en')} times`}`
}

/** `2 h ago`; rounded down, so that it never claims more time than has passed. */
export function agoWords(at: string, now: Date): string {
  const minutes = Math.floor((now.getTime() - Date.parse(at)) / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours} h ago`
  const days = Math.floor(hours / 24)
  return days === 1 ? 'a day ago' : `${days} days ago`
}
