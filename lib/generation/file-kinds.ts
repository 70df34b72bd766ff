/** What a file is, and the list of a request in which such files stand. */
export const fileKinds = ['image', 'video', 'audio'] as const
export type FileKind = (typeof fileKinds)[number]

export const listFields = ['images', 'videos', 'audios'] as const
export type ListField = (typeof listFields)[number]

export const kindOfField = { images: 'image', videos: 'video', audios: 'audio' } as const satisfies Record<ListField, FileKind>
export const fieldOfKind = { image: 'images', video: 'videos', audio: 'audios' } as const satisfies Record<FileKind, ListField>

/** "There is an audio file at this address." */
export const kindInWords: Record<FileKind, string> = { image: 'an image', video: 'a video', audio: 'an audio file' }

/** As a creator counts them. */
export const listNouns: Record<ListField, { one: string; many: string }> = {
  images: { one: 'image', many: 'images' },
  videos: { one: 'video', many: 'videos' },
  audios: { one: 'audio file', many: 'audio files' },
}
