import { cn } from '#components/ui/cn.ts'
import { isLocalAddress } from '#components/ui/local-address.ts'

/** Stands below a link that is meant for others. */
export function LocalAddressNote({ url, className }: { url: string; className?: string }) {
  if (!isLocalAddress(url)) return null
  return (
    <p className={cn('text-warning text-xs', className)}>
      This address opens on this computer only. Set <code className="font-mono">PUBLIC_URL</code> to share with others.
    </p>
  )
}
