import type { ReactNode } from 'react'
import { requireViewer } from '#lib/session/viewer.ts'

/** Above the loading state: below it the answer has begun, and a redirect would come too late to be one. */
export default async function GalleryLayout({ children }: { children: ReactNode }) {
  await requireViewer('/gallery')
  return children
}
