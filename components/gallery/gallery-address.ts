'use client'

import { createSerializer } from 'nuqs'
import { useEffect, useSyncExternalStore } from 'react'
import { type GallerySearch, gallerySearchParsers } from '#components/gallery/gallery-search.ts'

const galleryPath = '/gallery'
const serialize = createSerializer(gallerySearchParsers)

/** The gallery as it was seen last in this tab. */
let lastAddress = galleryPath

export function useKeptGalleryAddress(search: GallerySearch): void {
  useEffect(() => {
    lastAddress = serialize(galleryPath, search)
  }, [search])
}

const subscribeToNothing = () => () => {}

/** The way back to the gallery, with the filters that were set there. */
export function useGalleryAddress(): string {
  return useSyncExternalStore(
    subscribeToNothing,
    () => lastAddress,
    () => galleryPath,
  )
}
