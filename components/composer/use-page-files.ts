'use client'

import { useEffect } from 'react'
import { splitAddresses } from '#components/composer/draft.ts'

const dialogs = '[role="dialog"], [role="alertdialog"]'
const textFields = 'input, textarea, [contenteditable]'

/** Files that are dropped anywhere on the page or pasted outside of a list, above all on the prompt. Addresses on the prompt too, if they are all there is. */
export function usePageFiles(onFiles: (files: readonly File[]) => void, onAddresses: (addresses: readonly string[]) => boolean): void {
  useEffect(() => {
    const root = document.documentElement
    const stop = new AbortController()
    const { signal } = stop
    const mayTake = (event: DragEvent) => event.dataTransfer?.types.includes('Files') && document.querySelector(dialogs) === null
    const endDrag = () => delete root.dataset.fileDrag
    document.addEventListener(
      'paste',
      (event) => {
        const { target, clipboardData: data } = event
        if (event.defaultPrevented || !data || (target instanceof Element && target.closest(dialogs))) return
        const text = data.getData('text')
        // A word processor gives a picture of the text beside the text.
        const isText = text.trim() !== '' && target instanceof Element && target.closest(textFields) !== null
        if (data.files.length > 0 && !isText) {
          event.preventDefault()
          onFiles([...data.files])
        } else if (target instanceof HTMLTextAreaElement && onAddresses(splitAddresses(text))) event.preventDefault()
      },
      { signal },
    )
    document.addEventListener(
      'dragover',
      (event) => {
        if (!mayTake(event)) return
        event.preventDefault()
        root.dataset.fileDrag = ''
      },
      { signal },
    )
    document.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) endDrag()
      },
      { signal },
    )
    document.addEventListener('dragend', endDrag, { signal })
    document.addEventListener(
      'drop',
      (event) => {
        endDrag()
        if (event.defaultPrevented || !mayTake(event)) return
        // Else the browser leaves the page to show the file.
        event.preventDefault()
        onFiles([...(event.dataTransfer?.files ?? [])])
      },
      { signal, capture: false },
    )
    return () => {
      stop.abort()
      endDrag()
    }
  }, [onFiles, onAddresses])
}
