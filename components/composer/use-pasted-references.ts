'use client'

import { useCallback } from 'react'
import { toast } from 'sonner'
import type { Draft } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { makeRoomFor } from '#components/composer/make-room.ts'
import { usePageFiles } from '#components/composer/use-page-files.ts'
import type { ReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { type ListField, listFields } from '#lib/generation/file-kinds.ts'

const endings: Record<ListField, RegExp> = {
  images: /\.(jpe?g|png|webp|gif|bmp|avif|heic|tiff?)$/i,
  videos: /\.(mp4|mov|m4v|webm|mkv)$/i,
  audios: /\.(mp3|wav|m4a|aac|ogg|flac)$/i,
}

/** What is pasted on the prompt or dropped beside the lists goes to the list of its kind. */
export function usePastedReferences(uploads: ReferenceUploads | null, change: (patch: (draft: Draft) => Draft) => void): void {
  const add = uploads?.add
  const takeFiles = useCallback((files: readonly File[]) => add?.(null, files), [add])
  const takeAddresses = useCallback(
    (addresses: readonly string[]) => {
      const kinds = addresses.map(kindOfAddress)
      // Text with an address in it is text.
      if (addresses.length === 0 || kinds.some((kind) => kind === null)) return false
      for (const kind of listFields) {
        const added = addresses.filter((_, index) => kinds[index] === kind).map((url) => ({ url }))
        if (added.length === 0) continue
        change((latest) => makeRoomFor({ ...latest, [kind]: [...latest[kind], ...added] }, kind))
        toast.info(`${added.length === 1 ? 'The address' : `${added.length} addresses`} went to ${fieldLabels[kind]}.`, {
          action: { label: 'Put in the prompt', onClick: () => change((latest) => putBack(latest, kind, added)) },
        })
      }
      return true
    },
    [change],
  )
  usePageFiles(takeFiles, takeAddresses)
}

function kindOfAddress(address: string): ListField | null {
  if (!URL.canParse(address) || !/^https?:/i.test(address)) return null
  const { pathname } = new URL(address)
  return listFields.find((kind) => endings[kind].test(pathname)) ?? null
}

function putBack(draft: Draft, kind: ListField, added: readonly { url: string }[]): Draft {
  const urls = added.map(({ url }) => url)
  const text = draft.prompt === '' || /\s$/.test(draft.prompt) ? draft.prompt : `${draft.prompt} `
  return { ...draft, [kind]: draft[kind].filter(({ url }) => url === undefined || !urls.includes(url)), prompt: text + urls.join(' ') }
}
