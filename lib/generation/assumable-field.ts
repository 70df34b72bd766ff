/** Some vendors cannot do without these: the form fills in the usual one where a person left them open, which is nobody's wish. */
export const assumableFields = ['ratio', 'resolution', 'upscale'] as const
export type AssumableField = (typeof assumableFields)[number]
