import { z } from 'zod'

export const editFormats = ['mp4', 'jpeg', 'png', 'mp3', 'wav'] as const
export type EditFormat = (typeof editFormats)[number]

const seconds = z.number().min(0).max(86_400)

/** What may be asked of an upload: cut, convert, make smaller. */
export const editRequestSchema = z.strictObject({
  start: seconds.optional(),
  end: seconds.optional(),
  to: z.enum(editFormats).optional(),
  /** In px. */
  maxSide: z.int().min(16).max(16_384).optional(),
})
export type EditRequest = z.infer<typeof editRequestSchema>

export const editCallSchema = editRequestSchema.extend({
  /** An upload that is the result already: the browser has done the work. */
  made: z.string().min(1).max(64).optional(),
})
export type EditCall = z.infer<typeof editCallSchema>

/** What was done to an original, kept beside the new file; everything that somebody may want to be told. */
export const uploadEditSchema = z.object({
  ...editRequestSchema.shape,
  to: z.string().optional(),
  /** The original's container. */
  from: z.string().optional(),
  fromWidth: z.int().optional(),
  fromHeight: z.int().optional(),
  /** Seconds. */
  fromDuration: z.number().optional(),
  /** Made without being asked, because a vendor could not take the original, or should not see all that it tells. */
  isTidy: z.boolean().optional(),
  isTurned: z.boolean().optional(),
  hadLocation: z.boolean().optional(),
})
export type UploadEdit = z.infer<typeof uploadEditSchema>

const sounds = new Set(['mp3', 'wav', 'flac', 'aac', 'ogg'])

interface EditedFile {
  edit: Record<string, unknown> | null
  width?: number | null
  height?: number | null
}

/** What was done to a file, in words for its tile; nothing where it is as it came. */
export function editInWords(file: EditedFile): string[] {
  const parsed = uploadEditSchema.safeParse(file.edit)
  if (!parsed.success) return []
  const { start, end, to, from, fromWidth, fromHeight, fromDuration, isTidy, isTurned, hadLocation } = parsed.data
  const words: string[] = []
  if (start !== undefined || end !== undefined)
    words.push(
      `cut to ${timeInWords(start ?? 0)}–${timeInWords(end ?? fromDuration ?? 0)}${fromDuration ? ` of ${timeInWords(fromDuration)}` : ''}`,
    )
  if (from !== undefined && to !== undefined && from !== to) words.push(`converted from ${from.toUpperCase()}`)
  const isSmaller = isLonger(fromWidth, fromHeight, file)
  if (isSmaller) words.push(`scaled from ${fromWidth} × ${fromHeight}`)
  if (isTurned) words.push('turned upright')
  if (hadLocation) words.push('location removed')
  return words.length === 0 && isTidy ? [sounds.has(from ?? '') ? 'tags removed' : 'camera details removed'] : words
}

function isLonger(width: number | undefined, height: number | undefined, now: EditedFile): boolean {
  return Math.max(width ?? 0, height ?? 0) > Math.max(now.width ?? Number.POSITIVE_INFINITY, now.height ?? Number.POSITIVE_INFINITY)
}

/** "7.5 s", "1:02.5". */
export function timeInWords(value: number): string {
  const tenths = Math.round(value * 10)
  if (tenths < 600) return `${tenths / 10} s`
  const rest = (tenths % 600) / 10
  return `${Math.floor(tenths / 600)}:${rest < 10 ? '0' : ''}${rest}`
}
