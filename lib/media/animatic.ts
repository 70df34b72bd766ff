/** A picture of an animatic: a file that can be read, or one that is drawn for a reference that is only an example. */
export type AnimaticPicture = { file: string } | { placeholder: string }

/** Everything an animatic is rendered from; the same value gives the same film. */
export interface Animatic {
  /** The prompt, as the moving title card; the palette and the score are derived from it. */
  title: string
  /** Small type under the title: vendor and model. */
  credit: string
  /** Even numbers, long side at most 1280. */
  width: number
  height: number
  durationSeconds: number
  /** `title`: the card alone; `start`: one picture all the way; `frames`: first cross-fades to last; `montage`: one after the other. */
  layout: 'title' | 'start' | 'frames' | 'montage'
  pictures: readonly AnimaticPicture[]
  /** Video files of which a few frames are cut in. */
  clips: readonly AnimaticPicture[]
  /** Changes the variation only: another seed is another film from the same prompt. */
  seed: number | null
  sound: boolean
  watermark: boolean
  /** Pictures stand still instead of being panned and zoomed. */
  cameraFixed: boolean
  /** Absent: H.264, index in front. */
  file?: 'hevc' | 'index-last'
}
