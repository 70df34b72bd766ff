'use client'

import { useQueryClient } from '@tanstack/react-query'
import { Download, ExternalLink, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { toast } from 'sonner'
import type { LibraryActions } from '#components/library/library-actions.ts'
import { ReferencePreview } from '#components/library/reference-preview.tsx'
import { ReferenceFamily, ReferenceUses } from '#components/library/reference-relations.tsx'
import { factsOf, usesInWords } from '#components/library/reference-words.ts'
import { dropReference, useReference } from '#components/library/use-reference-pages.ts'
import { findEntry, findFocusBeside } from '#components/shell/entry-focus.ts'
import { Button, buttonClasses } from '#components/ui/button.tsx'
import { Callout } from '#components/ui/callout.tsx'
import { ConfirmDialog } from '#components/ui/confirm-dialog.tsx'
import { Dialog, DialogContent, DialogFooter } from '#components/ui/dialog.tsx'
import { FactList } from '#components/ui/fact-list.tsx'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ReferenceDetail } from '#lib/generation/reference-view.ts'

export interface ReferenceDialogProps {
  id: string
  /** Another one, or null to close. */
  onShow: (id: string | null) => void
  actions: LibraryActions
}

export function ReferenceDialog({ id, onShow, actions }: ReferenceDialogProps) {
  const { data: detail, isError, refetch } = useReference(id)
  const focusNext = useRef<HTMLElement | null>(null)
  const title = detail?.item.name ?? (detail === null ? 'Not there any more' : 'Reference')
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onShow(null)}>
      <DialogContent
        title={<span className="break-all">{title}</span>}
        className="w-[min(44rem,calc(100vw-2rem))]"
        finalFocus={() => focusNext.current ?? findEntry(id) ?? true}
      >
        {detail && (
          <Opened
            detail={detail}
            onShow={onShow}
            onDelete={() => {
              focusNext.current = findFocusBeside(id)
            }}
            actions={actions}
          />
        )}
        {detail === null && <p className="text-muted-foreground text-sm">This reference has been deleted.</p>}
        {detail === undefined && !isError && <Skeleton className="aspect-video w-full" />}
        {isError && (
          <Callout tone="danger" role="alert" title="This reference could not be read.">
            <Button size="sm" className="mt-1 self-start" onClick={() => void refetch()}>
              Try again
            </Button>
          </Callout>
        )}
      </DialogContent>
    </Dialog>
  )
}

interface OpenedProps {
  detail: ReferenceDetail
  onShow: (id: string | null) => void
  /** Before it leaves the list. */
  onDelete: () => void
  actions: LibraryActions
}

function Opened({ detail, onShow, onDelete, actions }: OpenedProps) {
  const { item, original, edits } = detail
  const queryClient = useQueryClient()
  const router = useRouter()
  const [refusal, setRefusal] = useState<string | null>(null)
  const remove = async () => {
    setRefusal(null)
    const result = await (item.type === 'upload' ? actions.deleteUpload : actions.deleteLink)(item.id).catch(() => ({
      ok: false as const,
      message: 'The server did not answer. Nothing was deleted; try again.',
    }))
    if (!result.ok) {
      setRefusal(result.message)
      return
    }
    onDelete()
    dropReference(queryClient, item.id)
    onShow(null)
    // The room it took is told by the page itself.
    router.refresh()
    toast.success(item.type === 'upload' ? 'The file was deleted.' : 'The address was removed.')
  }
  const added = item.upload?.createdAt ?? null
  const facts = added === null ? factsOf(item) : [...factsOf(item), { name: 'Added', value: <Time at={added} /> }]
  return (
    <>
      <ReferencePreview item={item} />
      {item.link?.problem && (
        <Callout tone="warning" title="This address did not lead to a file.">
          {item.link.problem.message}
        </Callout>
      )}
      {item.link && <p className="break-all font-mono text-muted-foreground text-xs">{item.link.url}</p>}
      <FactList facts={facts} />
      <ReferenceUses uses={item.uses} usedIn={item.usedIn} />
      <ReferenceFamily original={original} edits={edits} onShow={onShow} />
      {refusal !== null && (
        <Callout tone="warning" role="alert" title="It was not deleted.">
          {refusal}
        </Callout>
      )}
      <DialogFooter className="border-border border-t pt-4">
        <ConfirmDialog
          trigger={
            <Button variant="danger-ghost" className="mr-auto">
              <Trash2 aria-hidden />
              {item.type === 'upload' ? 'Delete' : 'Remove'}
            </Button>
          }
          title={item.type === 'upload' ? 'Delete this file?' : 'Remove this address?'}
          description={
            item.uses === 0
              ? 'It cannot be brought back.'
              : `${usesInWords(item.uses)}. The takes stay; they can no longer show it or be repeated with it.`
          }
          confirmLabel={item.type === 'upload' ? 'Delete' : 'Remove'}
          isDestructive
          onConfirm={remove}
        />
        {item.upload && (
          <a className={buttonClasses({ variant: 'secondary' })} href={`${item.upload.url}?download=1`} download>
            <Download aria-hidden />
            Download
          </a>
        )}
        {item.link && (
          <a className={buttonClasses({ variant: 'secondary' })} href={item.link.url} target="_blank" rel="noreferrer">
            <ExternalLink aria-hidden />
            Open the address
          </a>
        )}
      </DialogFooter>
    </>
  )
}
