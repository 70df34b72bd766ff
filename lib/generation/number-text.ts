import { z } from 'zod'

/** A number as a person writes it: `1e3` and `0x10` are one to a machine only. */
const writtenNumber = /^\s*-?([0-9]+(\.[0-9]*)?|\.[0-9]+)\s*$/

/** Reads a number that comes as text, in an address or in the environment. Any other text stays, for the schema to refuse. */
export function numberText<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (typeof value === 'string' && writtenNumber.test(value) ? Number(value) : value), schema)
}
