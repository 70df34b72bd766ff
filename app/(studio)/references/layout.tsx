import type { ReactNode } from 'react'
import { requireViewer } from '#lib/session/viewer.ts'

/** Above the loading state: below it the answer has begun, and a redirect would come too late to be one. */
export default async function ReferencesLayout({ children }: { children: ReactNode }) {
  await requireViewer('/references')
  return children
}
