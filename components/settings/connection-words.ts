import type { BadgeTone } from '#components/ui/badge.tsx'
import type { ConnectionView } from '#lib/generation/task-view.ts'

interface Standing {
  badges: { label: string; tone: BadgeTone }[]
  /** What the last test of a live vendor met. */
  trouble: string | null
}

/** How a vendor's account stands, for its one quiet line. */
export function standingOf({ state, lastTest }: Pick<ConnectionView, 'state' | 'lastTest'>): Standing {
  if (state === 'sandbox') return { badges: [{ label: 'Sandbox', tone: 'outline' }], trouble: null }
  if (state === 'off') return { badges: [{ label: 'Off', tone: 'neutral' }], trouble: null }
  if (lastTest?.ok) return { badges: [{ label: 'Live', tone: 'success' }], trouble: null }
  const live = { label: 'Live', tone: 'neutral' } as const
  if (lastTest === null) return { badges: [live, { label: 'Not tested yet', tone: 'outline' }], trouble: null }
  return { badges: [live, { label: 'Last test failed', tone: 'danger' }], trouble: lastTest.message }
}
