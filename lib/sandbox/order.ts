import { z } from 'zod'

/** What a vendor understood from a valid create, in words common to all: enough to charge it and to render it. */
export const orderSchema = z.object({
  model: z.string(),
  prompt: z.string(),
  durationSeconds: z.number(),
  /** `exact`: this size; `ratio`: as large as the short side allows; `image`: the ratio of the first image. */
  size: z.discriminatedUnion('by', [
    z.object({ by: z.literal('exact'), width: z.number(), height: z.number() }),
    z.object({ by: z.literal('ratio'), ratio: z.string(), shortSidePx: z.number() }),
    z.object({ by: z.literal('image'), shortSidePx: z.number() }),
  ]),
  layout: z.enum(['title', 'start', 'frames', 'montage']),
  images: z.array(z.string()),
  videos: z.array(z.string()),
  audios: z.array(z.string()),
  /** What the vendor only finds out when it opens the files. */
  referenceLimits: z.object({
    minImageShortSidePx: z.number().optional(),
    minVideoSeconds: z.number().optional(),
    maxVideoSeconds: z.number().optional(),
    maxVideoSecondsTogether: z.number().optional(),
    maxAudioSeconds: z.number().optional(),
  }),
  seed: z.number().nullable(),
  sound: z.boolean(),
  watermark: z.boolean(),
  cameraFixed: z.boolean(),
  credits: z.number(),
  callbackUrl: z.string().nullable(),
  /** What the client sent to recognise the task by. */
  reference: z.string().nullable(),
  /** What the vendor repeats in its answers. */
  echo: z.record(z.string(), z.unknown()),
})
export type Order = z.infer<typeof orderSchema>

/** What an order has when nothing was asked. */
export const plainOrder = {
  images: [] as string[],
  videos: [] as string[],
  audios: [] as string[],
  referenceLimits: {},
  seed: null,
  sound: true,
  watermark: false,
  cameraFixed: false,
  callbackUrl: null,
  reference: null,
  echo: {},
}
