import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Activity } from '#components/activity/activity.tsx'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { listActivity } from '#lib/services/list-activity.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Activity' }

export default async function ActivityPage() {
  const { viewer } = await requireViewer('/activity')
  const activity = await listActivity(currentContext(), viewer)
  if (activity === null) notFound()
  return (
    <Page className="gap-8">
      <PageHeader title="Activity" description="Everybody’s takes that are not settled, and what the vendors have been doing." />
      <Activity activity={activity} />
    </Page>
  )
}
