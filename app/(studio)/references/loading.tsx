import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'

export default function ReferencesLoading() {
  return (
    <Page>
      {/* The line that will tell how much room is taken. */}
      <PageHeader title="References" description={'\u00a0'} />
      <div className="grid grid-cols-2 gap-x-3 gap-y-[26px] sm:grid-cols-[repeat(auto-fill,minmax(176px,1fr))] sm:gap-x-5">
        {Array.from({ length: 12 }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: twelve of the same
          <div key={index} className="flex flex-col gap-2">
            <Skeleton className="aspect-[4/3] rounded-lg" />
            <Skeleton className="h-3.5 w-4/5" />
            <Skeleton className="h-3 w-1/2" />
          </div>
        ))}
      </div>
    </Page>
  )
}
