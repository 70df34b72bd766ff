import type { Metadata } from 'next'
import { Page, PageHeader } from '#components/shell/page-header.tsx'
import { VendorMatrix } from '#components/vendors/vendor-matrix.tsx'
import { modes } from '#lib/generation/request.ts'
import { requireViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Vendors' }

interface VendorsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function VendorsPage({ searchParams }: VendorsPageProps) {
  await requireViewer('/vendors')
  const asked = (await searchParams).mode
  return (
    <Page>
      <PageHeader
        title="Vendors"
        description="What each vendor takes and charges: the rules that also check what you type. Press a value to see where it was read, and when."
      />
      <VendorMatrix mode={modes.find((mode) => mode === asked) ?? 'text_to_video'} />
    </Page>
  )
}
