'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { DraftReference, ReferenceKind } from '#components/composer/draft.ts'
import { uploadFile } from '#components/composer/upload-file.ts'
import type { UploadView } from '#lib/generation/task-view.ts'

export interface RunningUpload {
  id: number
  kind: ReferenceKind
  name: string
  /** 0 to 1. */
  progress: number
  error: string | null
}

const listOf: Record<UploadView['kind'], ReferenceKind> = { image: 'images', video: 'videos', audio: 'audios' }

export interface ReferenceUploads {
  items: readonly RunningUpload[]
  start: (kind: ReferenceKind, files: readonly File[]) => void
  /** Stops one that runs, or clears one that failed. */
  dismiss: (id: number) => void
  /** Clears what was refused. */
  clearFailed: () => void
}

/** `onUploaded` names the list by the file's content, which may not be the one it was dropped on. */
export function useReferenceUploads(
  onUploaded: (asked: ReferenceKind, kind: ReferenceKind, reference: DraftReference) => void,
): ReferenceUploads {
  const [items, setItems] = useState<readonly RunningUpload[]>([])
  const controllers = useRef(new Map<number, AbortController>())
  const nextId = useRef(1)
  const latestOnUploaded = useRef(onUploaded)
  useEffect(() => {
    latestOnUploaded.current = onUploaded
  })
  useEffect(() => {
    const running = controllers.current
    return () => {
      for (const controller of running.values()) controller.abort()
    }
  }, [])

  const change = useCallback((id: number, patch: Partial<RunningUpload>) => {
    setItems((before) => before.map((item) => (item.id === id ? { ...item, ...patch } : item)))
  }, [])

  const dismiss = useCallback((id: number) => {
    controllers.current.get(id)?.abort()
    controllers.current.delete(id)
    setItems((before) => before.filter((item) => item.id !== id))
  }, [])

  const start = useCallback(
    (kind: ReferenceKind, files: readonly File[]) => {
      setItems((before) => before.filter((item) => item.kind !== kind || item.error === null))
      for (const file of files) {
        const id = nextId.current
        nextId.current += 1
        const controller = new AbortController()
        controllers.current.set(id, controller)
        setItems((before) => [...before, { id, kind, name: file.name, progress: 0, error: null }])
        void uploadFile(file, (progress) => change(id, { progress }), controller.signal).then((outcome) => {
          if (outcome === null) return
          if (!outcome.ok) {
            change(id, { error: outcome.message })
            return
          }
          dismiss(id)
          latestOnUploaded.current(kind, listOf[outcome.upload.kind], toReference(outcome.upload))
        })
      }
    },
    [change, dismiss],
  )
  const clearFailed = useCallback(() => setItems((before) => before.filter((item) => item.error === null)), [])
  return useMemo(() => ({ items, start, dismiss, clearFailed }), [items, start, dismiss, clearFailed])
}

function toReference(upload: UploadView): DraftReference {
  return {
    upload: upload.id,
    name: upload.name,
    previewUrl: upload.url,
    ...(upload.width !== null && { width: upload.width }),
    ...(upload.height !== null && { height: upload.height }),
    ...(upload.duration !== null && { duration: upload.duration }),
  }
}
