import path from 'node:path'
import { z } from 'zod'
import { plainWords } from './generation/explain-issue.ts'
import { numberText } from './generation/number-text.ts'
import { type VendorId, vendorIds } from './generation/request.ts'

const text = z.string().trim()
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? undefined : value), schema.optional())
const httpUrl = text.refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), 'must be an http(s) URL')
const noTrailingSlash = (value: string) => value.replace(/\/+$/, '')

/** The prefix of a vendor's environment names: `LOOVA` for `LOOVA_API_KEY`. */
export const vendorEnvPrefix = Object.fromEntries(vendorIds.map((id) => [id, id.toUpperCase()])) as Record<VendorId, string>

const vendorShape = Object.fromEntries(
  vendorIds.flatMap((id) => [
    [`${vendorEnvPrefix[id]}_API_KEY`, optional(text.min(1))],
    [`${vendorEnvPrefix[id]}_BASE_URL`, optional(httpUrl.transform(noTrailingSlash))],
  ]),
) as Record<string, z.ZodType<string | undefined>>

const notAPort = 'must be a port number, 0 to 65535'
const port = numberText(z.int(notAPort).min(0, notAPort).max(65_535, notAPort))

const schema = z.object({
  PORT: optional(port).transform((value) => value ?? 3000),
  HOST: optional(text.min(1)).transform((value) => value ?? '127.0.0.1'),
  DATA_DIR: optional(text.min(1)).transform((value) => path.resolve(/* turbopackIgnore: true */ value ?? './data')),
  DATABASE_URL: optional(text.regex(/^postgres(ql)?:\/\//, 'must start with postgres://')),
  WORKER: optional(z.enum(['inline', 'off'])).transform((value) => value ?? 'inline'),
  METRICS_PORT: optional(port),
  PUBLIC_URL: optional(httpUrl.transform(noTrailingSlash)),
  REACH_CHECK: optional(z.enum(['auto', 'off'])).transform((value) => value ?? 'auto'),
  SECRET_KEY: optional(text.min(16, 'must have at least 16 characters')),
  OWNER_EMAIL: optional(z.email('must be an e-mail address')),
  OWNER_PASSWORD: optional(z.string().min(8, 'must have at least 8 characters').max(128)),
  OWNER_API_KEY: optional(text.min(16, 'must have at least 16 characters')),
  SANDBOX: optional(z.enum(['auto', 'off'])).transform((value) => value ?? 'auto'),
  SANDBOX_RENDER_SECONDS: optional(numberText(z.number().min(0).max(3600))).transform((value) => value ?? 6),
  S3_BUCKET: optional(text.min(1)),
  S3_ENDPOINT: optional(httpUrl),
  S3_REGION: optional(text.min(1)),
  S3_ACCESS_KEY_ID: optional(text.min(1)),
  S3_SECRET_ACCESS_KEY: optional(text.min(1)),
  S3_REDIRECT: optional(z.enum(['auto', 'on', 'off'])).transform((value) => value ?? 'auto'),
  UPLOAD_QUOTA_GB: optional(numberText(z.number().positive().max(1_000_000))),
  ALLOWED_PRIVATE_HOSTS: optional(text)
    .transform((value) =>
      (value ?? '')
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
    )
    // An address or a pattern would open nothing and say nothing.
    .refine(
      (hosts) => hosts.every((host) => /^[^\s/*@]+$/.test(host)),
      'must be hosts, such as minio:9000 or [fd00::5]:9000, between commas',
    ),
  LOG_LEVEL: optional(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])).transform((value) => value ?? 'info'),
})

export type Env = z.infer<typeof schema> & {
  /** Keys and base URLs given in the environment; they win over Settings. */
  vendors: Record<VendorId, { apiKey: string | undefined; baseUrl: string | undefined }>
}

export type EnvResult = { ok: true; env: Env } | { ok: false; mistakes: string[] }

/** Reads every setting at once; a mistake is one line that names the variable and what it must be, without its value. */
export function parseEnv(source: Record<string, string | undefined>): EnvResult {
  const parsed = schema.safeParse(source, { error: plainWords })
  const vendors = z.object(vendorShape).safeParse(source, { error: plainWords })
  const mistakes = [...(parsed.error?.issues ?? []), ...(vendors.error?.issues ?? [])].map(
    (issue) => `${issue.path.join('.')}: ${issue.message}`,
  )
  // By what was given, not by what could be read: all mistakes are told at once.
  const isGiven = (name: string) => (source[name] ?? '').trim() !== ''
  const hasS3Key = isGiven('S3_ACCESS_KEY_ID')
  if (isGiven('OWNER_EMAIL') !== isGiven('OWNER_PASSWORD')) mistakes.push('OWNER_EMAIL, OWNER_PASSWORD: give both or neither')
  if (isGiven('OWNER_API_KEY') && !isGiven('OWNER_EMAIL')) mistakes.push('OWNER_API_KEY: needs OWNER_EMAIL and OWNER_PASSWORD beside it')
  if (hasS3Key !== isGiven('S3_SECRET_ACCESS_KEY')) mistakes.push('S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY: give both or neither')
  if (hasS3Key && !isGiven('S3_BUCKET')) mistakes.push('S3_BUCKET: needed beside S3_ACCESS_KEY_ID')
  if (mistakes.length > 0 || !parsed.data || !vendors.data) return { ok: false, mistakes }
  const values = vendors.data
  return {
    ok: true,
    env: {
      ...parsed.data,
      vendors: Object.fromEntries(
        vendorIds.map((id) => [
          id,
          { apiKey: values[`${vendorEnvPrefix[id]}_API_KEY`], baseUrl: values[`${vendorEnvPrefix[id]}_BASE_URL`] },
        ]),
      ) as Env['vendors'],
    },
  }
}
