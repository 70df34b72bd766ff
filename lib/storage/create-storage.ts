import path from 'node:path'
import type { Env } from '#lib/env.ts'
import { createDiskStorage } from './disk-storage.ts'
import { createS3Storage } from './s3-storage.ts'
import type { Storage } from './storage.ts'

type StorageEnv = Pick<
  Env,
  'DATA_DIR' | 'S3_BUCKET' | 'S3_ENDPOINT' | 'S3_REGION' | 'S3_ACCESS_KEY_ID' | 'S3_SECRET_ACCESS_KEY' | 'S3_REDIRECT'
>

export function createStorage(env: StorageEnv): Storage {
  if (env.S3_BUCKET === undefined) return createDiskStorage(path.join(env.DATA_DIR, 'files'))
  const [accessKeyId, secretAccessKey] = [env.S3_ACCESS_KEY_ID, env.S3_SECRET_ACCESS_KEY]
  return createS3Storage({
    bucket: env.S3_BUCKET,
    endpoint: env.S3_ENDPOINT,
    region: env.S3_REGION,
    servesBrowsers: servesBrowsers(env),
    credentials: accessKeyId !== undefined && secretAccessKey !== undefined ? { accessKeyId, secretAccessKey } : undefined,
  })
}

/** An endpoint without TLS is mostly a container next door, which no browser reaches and no https page may use. */
function servesBrowsers({ S3_REDIRECT, S3_ENDPOINT }: StorageEnv): boolean {
  return S3_REDIRECT === 'on' || (S3_REDIRECT === 'auto' && (S3_ENDPOINT === undefined || S3_ENDPOINT.startsWith('https:')))
}
