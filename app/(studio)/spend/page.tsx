import type { Metadata } from 'next'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { SpendSummary } from '#components/spend/spend-summary.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { summarizeSpend } from '#lib/services/spend-summary.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Spend' }

export default async function SpendPage() {
  const { viewer } = await requireViewer('/spend')
  const summary = await summarizeSpend(currentContext(), viewer)
  return (
    <Page>
      <PageHeader
        title="Spend"
        description="Credits of your takes as the vendors tell them. Every vendor has its own unit, so they are not added up. Deleted takes stay counted; months are in UTC."
      />
      <SpendSummary summary={summary} />
    </Page>
  )
}
