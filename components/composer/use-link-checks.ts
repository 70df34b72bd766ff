'use client'

import { useEffect, useRef } from 'react'
import type { Draft, DraftReference } from '#components/composer/draft.ts'
import { factsFromLink } from '#components/composer/reference-facts.ts'
import { ownFetch } from '#components/shell/own-fetch.ts'
import { listFields } from '#lib/generation/file-kinds.ts'
import { type LinkedFileView, linkedFileViewSchema } from '#lib/generation/linked-file.ts'

/** A check that is older is made anew when the page is opened again: the file may have gone or changed. */
const freshMs = 10 * 60_000
const atOnce = 3

/** Asks the server what is at the addresses of a draft, each once, and writes what it found beside them. */
export function useLinkChecks(isReady: boolean, draft: Draft, change: (patch: (draft: Draft) => Draft) => void): void {
  const asked = useRef(new Set<string>())
  const running = useRef(0)
  const queue = useRef<string[]>([])
  const { images, videos, audios } = draft
  useEffect(() => {
    if (!isReady) return
    const next = () => {
      while (running.current < atOnce) {
        const url = queue.current.shift()
        if (url === undefined) return
        running.current += 1
        void askServer(url).then((found) => {
          running.current -= 1
          change((latest) => noteAddress(latest, url, found))
          next()
        })
      }
    }
    for (const { url, checked } of [...images, ...videos, ...audios]) {
      const isFresh = checked !== undefined && Date.now() - checked.at < freshMs
      if (url === undefined || isFresh || asked.current.has(url) || !/^https?:\/\//i.test(url)) continue
      asked.current.add(url)
      queue.current.push(url)
    }
    next()
  }, [isReady, images, videos, audios, change])
}

/** True while the server is asked what is there. */
export function isBeingChecked(reference: DraftReference): boolean {
  return reference.url !== undefined && /^https?:\/\//i.test(reference.url) && reference.checked === undefined
}

const tries = 3

/** Null where nothing can be said: the vendor will look for itself. */
async function askServer(url: string): Promise<LinkedFileView | null> {
  try {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const answer = await ownFetch('/api/links', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url }),
      })
      if (answer.ok) return linkedFileViewSchema.parse(await answer.json())
      const seconds = Number(answer.headers.get('retry-after'))
      if (answer.status !== 429 || !(seconds > 0)) return null
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    }
  } catch {
    // The connection is broken, or the answer makes no sense.
  }
  return null
}

/** Writes what was found at an address to every reference that has it. */
export function noteAddress(draft: Draft, url: string, found: LinkedFileView | null, now = Date.now()): Draft {
  const next = { ...draft }
  for (const kind of listFields) {
    if (!draft[kind].some((reference) => reference.url === url)) continue
    next[kind] = draft[kind].map((reference) => {
      if (reference.url !== url) return reference
      // Nothing could be said: so be it, until the page is opened again.
      if (found === null) return { ...reference, checked: { kind: null, problem: null, at: now } }
      return { ...reference, ...factsFromLink(found, now), url }
    })
  }
  return next
}
