import { Callout } from '#components/ui/callout.tsx'
import { Time } from '#components/ui/time.tsx'
import type { VendorId } from '#lib/generation/request.ts'
import { vendors } from '#lib/vendors/registry.ts'

export interface DriftNotice {
  vendor: VendorId
  kind: string
  detail: string
  count: number
  lastSeenAt: string
}

const words: Record<string, string> = {
  unknown_status: 'answered a status we do not know',
  renamed_status: 'answered a status under another name',
  unknown_field: 'answered a field we do not know',
  odd_type: 'answered a value of another kind than documented',
  missing_field: 'left out a field it documents',
}

/** What vendors answered that we took in without trouble but did not expect: an adapter may need renewing. */
export function DriftNotices({ notices }: { notices: readonly DriftNotice[] }) {
  return (
    <Callout tone="info" title="Answers that differ from the vendors’ documentation">
      <p>No take was harmed; whoever looks after the adapters may want to know.</p>
      <ul className="mt-1.5 flex flex-col gap-1">
        {notices.map((notice) => (
          <li key={`${notice.vendor}/${notice.kind}/${notice.detail}`} className="break-words text-foreground">
            {vendors[notice.vendor].name} {words[notice.kind] ?? 'answered something unexpected'}: “{notice.detail}”,{' '}
            {notice.count === 1 ? 'once' : `${notice.count.toLocaleString('en')} times`}, last <Time at={notice.lastSeenAt} />
          </li>
        ))}
      </ul>
    </Callout>
  )
}
