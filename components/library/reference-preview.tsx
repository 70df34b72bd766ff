import { ReferencePicture } from '#components/library/reference-picture.tsx'
import type { ReferenceItem } from '#lib/generation/reference-view.ts'

/** The file itself where it is ours; what lies at an address is left where it is. */
export function ReferencePreview({ item }: { item: ReferenceItem }) {
  const { upload, name } = item
  const isShown = upload?.kind === 'image' || upload?.kind === 'video'
  if (upload?.kind === 'audio') {
    return <audio controls preload="metadata" src={upload.url} aria-label={name} className="w-full" />
  }
  return (
    <div className="relative grid aspect-video max-h-[46dvh] w-full place-items-center overflow-hidden rounded-lg bg-well">
      {upload?.kind === 'video' && (
        <video
          controls
          playsInline
          preload="metadata"
          src={upload.url}
          poster={upload.thumbnailUrl ?? undefined}
          aria-label={name}
          className="absolute inset-0 size-full object-contain"
        />
      )}
      {upload?.kind === 'image' && (
        <img src={upload.url} alt={name} decoding="async" className="absolute inset-0 size-full object-contain" />
      )}
      {!isShown && <ReferencePicture item={item} />}
    </div>
  )
}
