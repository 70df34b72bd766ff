import { z } from 'zod'
import { isStorable } from './storable.ts'

export const personNameSchema = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(80, 'At most 80 characters.')
  .refine(isStorable, 'That name contains characters that cannot be stored.')
export const emailSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'That address is too long.')
  .pipe(z.email('Enter an e-mail address, such as ana@example.com.'))
export const passwordSchema = z.string().min(8, 'At least 8 characters.').max(128, 'At most 128 characters.')

/** The database counts in bytes, as far as a number is exact. */
export const quotaGbSchema = z
  .number('Enter a number of GB.')
  .min(0, 'A limit cannot be less than 0 GB.')
  .max(1_000_000, 'At most 1,000,000 GB.')

/** What is wrong with a field as it stands, for a form that says it while typing. */
export function firstMessage(field: z.ZodType, value: unknown): string | undefined {
  return field.safeParse(value).error?.issues[0]?.message
}
