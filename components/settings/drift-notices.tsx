import { agoWords, type DriftNotice, driftWords } from '#components/settings/drift-words.ts'
import { Callout } from '#components/ui/callout.tsx'

/** What vendors answered that we took in without trouble but did not expect: an adapter may need renewing. */
export function DriftNotices({ notices }: { notices: readonly DriftNotice[] }) {
  const now = new Date()
  return (
    <Callout tone="info" title="Answers that differ from the vendors’ documentation">
      <p>No take was harmed; whoever looks after the adapters may want to know.</p>
      <ul className="mt-1.5 flex flex-col gap-1">
        {notices.map((notice) => (
          <li key={`${notice.vendor}/${notice.kind}/${notice.detail}`} className="break-words text-foreground">
            {driftWords(notice)}, last <time dateTime={notice.lastSeenAt}>{agoWords(notice.lastSeenAt, now)}</time>
          </li>
        ))}
      </ul>
    </Callout>
  )
}
