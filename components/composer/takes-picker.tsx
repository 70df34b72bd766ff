'use client'

import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { DraftReference } from '#components/composer/draft.ts'
import { PickerDialog, type PickerItem } from '#components/composer/picker-dialog.tsx'
import { factsFromUpload, lengthWords } from '#components/composer/reference-facts.ts'
import { itemsOf, pagedQuery } from '#components/shell/use-pages.ts'
import { requestTakeFile } from '#components/task/request-take-file.ts'
import { takeTitle } from '#components/task/take-words.ts'
import { useSettledValue } from '#components/ui/use-settled-value.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import { type TakeView, takePageSchema } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

const pageSize = 36

export interface TakesPickerProps {
  kind: ListField
  onChoose: (chosen: readonly DraftReference[]) => void
  onClose: () => void
}

/** A take of one's own: the whole of it as a video, its last frame as an image. */
export default function TakesPicker({ kind: list, onChoose, onClose }: TakesPickerProps) {
  const isFrame = list === 'images'
  const [typed, setTyped] = useState('')
  const q = useSettledValue(typed.trim())
  const [isAdding, setIsAdding] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const pages = useInfiniteQuery({
    ...pagedQuery({
      name: 'takes-to-choose',
      address: '/api/takes/page',
      search: { state: 'succeeded', q },
      pageSize,
      schema: takePageSchema,
    }),
    retry: false,
    gcTime: 0,
  })
  const takes = itemsOf(pages.data)
  const choose = async (ids: readonly string[]) => {
    setIsAdding(true)
    setFailure(null)
    const made = await Promise.all(ids.map((id) => requestTakeFile(id, { what: isFrame ? 'last_frame' : 'video' })))
    setIsAdding(false)
    const refused = made.find((one) => !one.ok)
    if (refused) {
      setFailure(refused.message)
      return
    }
    onChoose(made.flatMap((one) => (one.ok ? [factsFromUpload(one.upload)] : [])))
    onClose()
  }
  return (
    <PickerDialog
      title={isFrame ? 'From your takes: last frames' : 'From your takes: videos'}
      description={
        isFrame ? 'The last frame of each take you choose becomes an image.' : 'Each take you choose becomes a video of this request.'
      }
      searchLabel="Search prompts"
      q={typed}
      onSearch={setTyped}
      items={takes.map(toItem)}
      emptyWords={q === '' ? 'No finished take yet.' : `No take matches “${q}”.`}
      isFetching={pages.isFetching}
      onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : null}
      failure={failure ?? (pages.isError ? 'The takes could not be read. Close this and try again.' : null)}
      addWords={(count) => addWords(count, isFrame ? 'last frame' : 'take')}
      isAdding={isAdding}
      onAdd={(ids) => void choose(ids)}
      onClose={onClose}
    />
  )
}

function addWords(count: number, noun: string): string {
  return count < 2 ? `Add ${noun}` : `Add ${count} ${noun}s`
}

function toItem(take: TakeView): PickerItem {
  const { video } = take
  return {
    id: take.id,
    kind: 'video',
    name: takeTitle(take, 120),
    facts: video ? `${video.width} × ${video.height} · ${lengthWords(video.duration)}` : '',
    note: `${vendors[take.vendor].name}${take.isSandbox ? ' sandbox' : ''} · ${new Date(take.createdAt).toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })}`,
    picture: take.posterUrl,
  }
}
