import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

export default function SpendLoading() {
  return (
    <Page>
      <PageHeader title="Spend" />
      <div className="grid gap-5 xl:grid-cols-2">
        <Skeleton className="h-40 rounded-xl" />
        <Skeleton className="h-40 rounded-xl" />
      </div>
    </Page>
  )
}
