'use client'

import { useCallback, useEffect, useMemo, useState } from 'react'
import { toast } from 'sonner'
import type { Draft, DraftReference } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import { makeRoomFor } from '#components/composer/make-room.ts'
import { type Placed, placedWords } from '#components/composer/placed-words.ts'
import { settleTransfers } from '#components/composer/settle-transfers.ts'
import { readKind, type SniffedFile } from '#components/uploads/file-kind.ts'
import { probeLocalFile } from '#components/uploads/probe-local-file.ts'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import { transfers } from '#components/uploads/transfers.ts'
import { maxPictureBytes } from '#lib/files/picture-limits.ts'
import { fieldOfKind, type ListField, listFields } from '#lib/generation/file-kinds.ts'

/** A file that was not taken, and why. Nothing of it was sent. */
export interface Refusal {
  kind: ListField
  message: string
}

export interface ReferenceUploads {
  refusals: readonly Refusal[]
  /** `asked` is the list they were brought to, or null where it is for us to say. */
  add: (asked: ListField | null, files: readonly File[]) => void
  clearRefusals: () => void
}

interface Form {
  owner: string
  isReady: boolean
  draft: Draft
  read: () => Draft
  change: (patch: (draft: Draft) => Draft) => void
}

const noRefusals: readonly Refusal[] = []

/** Files on their way stand in the draft from the first moment, with what the browser knows of them. */
export function useReferenceUploads({ owner, isReady, draft, read, change }: Form): ReferenceUploads {
  const [refusals, setRefusals] = useState(noRefusals)

  useEffect(() => {
    if (!isReady) return
    transfers.claim(owner)
    const settle = () => {
      const { draft: settled, moved } = settleTransfers(read(), transfers.find)
      if (settled === read()) return
      change(() => moved.reduce((latest, { to }) => makeRoomFor(latest, to), settled))
      for (const { name, to } of moved) toast.info(`${shortName(name)} went to ${fieldLabels[to]}: that is what it holds.`)
    }
    settle()
    return transfers.subscribe((isNews) => {
      if (isNews) settle()
    })
  }, [owner, isReady, read, change])

  // biome-ignore lint/correctness/useExhaustiveDependencies: these three lists are what decides
  useEffect(() => {
    if (!isReady) return
    const wanted = new Set(listAll(read()).map((reference) => reference.key))
    for (const { key } of transfers.list()) if (!wanted.has(key)) transfers.cancel(key)
  }, [isReady, read, draft.images, draft.videos, draft.audios])

  const add = useCallback(
    (asked: ListField | null, files: readonly File[]) => {
      void (async () => {
        const looked = await Promise.all(files.map(lookAt))
        setRefusals((before) => {
          const others = before.filter(({ kind }) => asked !== null && kind !== asked)
          const found = looked.flatMap((one) => (one.ok ? [] : [{ kind: asked ?? 'images', message: one.message }]))
          return found.length === 0 && others.length === before.length ? before : [...others, ...found]
        })
        if (asked === null) for (const one of looked) if (!one.ok) toast.error(one.message)
        const placed: Placed[] = []
        for (const one of looked) {
          if (!one.ok) continue
          const kind = fieldOfKind[one.sniffed.kind]
          const { name } = one.file
          const reference = startSending(one)
          change((latest) => makeRoomFor(put(latest, kind, reference), kind))
          placed.push({ name: shortName(name), kind })
        }
        const words = placedWords(asked, placed)
        if (words !== null) toast.info(words)
      })()
    },
    [change],
  )
  const clearRefusals = useCallback(() => setRefusals(noRefusals), [])
  return useMemo(() => ({ refusals, add, clearRefusals }), [refusals, add, clearRefusals])
}

type Looked = { ok: true; file: File; note: string | null; sniffed: SniffedFile } | { ok: false; message: string }

async function lookAt(file: File): Promise<Looked> {
  const name = `“${shortName(file.name)}”`
  const head = await readKind(file)
  if (!head.ok) return { ok: false, message: `${name} could not be read: is it a folder, or was it moved?` }
  if (file.size === 0) return { ok: false, message: `${name} is empty.` }
  if (head.sniffed?.kind === 'image') {
    if (file.size > maxPictureBytes) toast.info(`${name} is larger than a vendor takes, and is being made smaller.`)
    // Reads metadata and draws: not needed before the first picture.
    const { preparePicture } = await import('#components/fit/prepare-picture.ts')
    const prepared = await preparePicture(file, head.sniffed.container)
    const sniffed = prepared.file === file ? head.sniffed : ((await readSniffed(prepared.file)) ?? head.sniffed)
    return { ok: true, ...prepared, sniffed }
  }
  if (head.sniffed) {
    const { prepareClip } = await import('#components/fit/prepare-clip.ts')
    return { ok: true, ...(await prepareClip(file)), sniffed: head.sniffed }
  }
  const facts = (await probeLocalFile(file, null))?.facts
  if (facts) return { ok: true, file, note: null, sniffed: { kind: facts.kind, container: facts.container ?? '' } }
  return { ok: false, message: `${name} is not an image, a video or an audio file that we can read. Nothing was sent.` }
}

async function readSniffed(file: File): Promise<SniffedFile | null> {
  const head = await readKind(file)
  return head.ok ? head.sniffed : null
}

function startSending({ file, sniffed, note }: Looked & { ok: true }): DraftReference {
  const key = transfers.add(file, sniffed)
  return {
    upload: key,
    key,
    name: file.name,
    bytes: file.size,
    ...(sniffed.container !== '' && { container: sniffed.container }),
    ...(note !== null && { note }),
  }
}

/** The file of a tile that a reload left without one goes on there; any other comes to the end of its list. */
function put(draft: Draft, kind: ListField, reference: DraftReference): Draft {
  for (const list of listFields) {
    const place = draft[list].findIndex((one) => isLost(one) && one.name === reference.name && one.bytes === reference.bytes)
    if (place !== -1) return { ...draft, [list]: draft[list].with(place, reference) }
  }
  return { ...draft, [kind]: [...draft[kind], reference] }
}

/** Was on its way when the page was closed. */
export function isLost(reference: DraftReference): boolean {
  return isTransferKey(reference.upload) && transfers.find(reference.upload) === null
}

function listAll(draft: Draft): DraftReference[] {
  return listFields.flatMap((kind) => draft[kind])
}

const longestName = 40

function shortName(name: string): string {
  const letters = [...name]
  return letters.length <= longestName ? name : `${letters.slice(0, longestName - 10).join('')}…${letters.slice(-8).join('')}`
}
