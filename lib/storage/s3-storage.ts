import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { Storage } from './storage.ts'
import { isStorageKey, requireStorageKey } from './storage-key.ts'

export interface S3StorageOptions {
  bucket: string
  /** Absent: Amazon's own. */
  endpoint?: string | undefined
  region?: string | undefined
  /** Absent: the SDK's own chain (environment, profile, instance role). */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined
  servesBrowsers?: boolean
}

const partBytes = 8 * 1024 * 1024

export function createS3Storage(options: S3StorageOptions): Storage {
  const client = new S3Client({
    region: options.region ?? 'us-east-1',
    ...(options.endpoint !== undefined && { endpoint: options.endpoint, forcePathStyle: true }),
    ...(options.credentials && { credentials: options.credentials }),
    // The SDK's newer default checksums are refused by several S3-compatible stores.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  })
  const at = (key: string) => ({ Bucket: options.bucket, Key: requireStorageKey(key) })

  /** An object appears when its upload completes; one that breaks off is aborted, its parts with it. */
  const upload = async (key: string, source: Readable, contentType: string, bytes: number | undefined) => {
    const counted = source.pipe(expectBytes(bytes), { end: true })
    const upload = new Upload({
      client,
      params: { ...at(key), Body: counted, ContentType: contentType },
      partSize: partBytes,
      queueSize: 2,
    })
    source.once('error', (error) => counted.destroy(error))
    source.once('close', () => {
      if (!source.readableEnded) counted.destroy(new Error('The source ended early'))
    })
    try {
      await upload.done()
    } catch (error) {
      source.destroy()
      throw error
    }
  }

  return {
    kind: 's3',
    servesBrowsers: options.servesBrowsers ?? false,

    async write(key, source, { contentType, bytes }) {
      await upload(key, source, contentType, bytes)
    },

    async putFile(key, filePath, { contentType }) {
      requireStorageKey(key)
      const { size } = await stat(filePath)
      await upload(key, createReadStream(filePath), contentType, size)
      await rm(filePath, { force: true })
    },

    async stat(key) {
      const found = await client.send(new HeadObjectCommand(at(key))).catch(nullIfMissing)
      if (!found) return null
      const modifiedAt = found.LastModified ?? new Date(0)
      const bytes = found.ContentLength ?? 0
      return {
        bytes,
        contentType: found.ContentType ?? null,
        modifiedAt,
        etag: found.ETag ?? `"${bytes.toString(36)}-${modifiedAt.getTime().toString(36)}"`,
      }
    },

    async read(key, range) {
      const command = new GetObjectCommand({ ...at(key), ...(range && { Range: `bytes=${range.start}-${range.end}` }) })
      const found = await client.send(command).catch((error: unknown) => {
        if (statusOf(error) === 416) return { Body: Readable.from([]) }
        return nullIfMissing(error)
      })
      if (!found) return null
      if (!(found.Body instanceof Readable)) throw new Error('The S3 client returned no stream')
      return found.Body
    },

    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key))).catch(nullIfMissing)
    },

    async *list(folder) {
      const where = { Bucket: options.bucket, Prefix: `${requireStorageKey(folder)}/` }
      for await (const page of paginateListObjectsV2({ client }, where)) {
        for (const { Key, Size, LastModified } of page.Contents ?? []) {
          // Whatever else lies in the bucket is not ours to name.
          if (Key === undefined || !isStorageKey(Key) || !LastModified) continue
          yield { key: Key, bytes: Size ?? 0, modifiedAt: LastModified }
        }
      }
    },

    async signedUrl(key, { expiresInSeconds, contentType, contentDisposition, cacheControl }) {
      const command = new GetObjectCommand({
        ...at(key),
        ...(contentDisposition !== undefined && { ResponseContentDisposition: contentDisposition }),
        ...(cacheControl !== undefined && { ResponseCacheControl: cacheControl }),
        ...(contentType !== undefined && { ResponseContentType: contentType }),
      })
      return getSignedUrl(client, command, { expiresIn: expiresInSeconds })
    },

    async check() {
      const key = 'health/probe'
      const text = randomUUID()
      await client.send(new PutObjectCommand({ ...at(key), Body: text, ContentType: 'text/plain' }))
      const { Body } = await client.send(new GetObjectCommand(at(key)))
      // Another process may have probed in between; that something comes back is what counts.
      if (((await Body?.transformToString()) ?? '') === '')
        throw new Error(`Bucket ${options.bucket} does not return what was written to it`)
    },
  }
}

/** Fails at the end of a stream that was shorter or longer than announced, before the object can appear. */
function expectBytes(bytes: number | undefined): Transform {
  let received = 0
  return new Transform({
    transform(chunk, _encoding, done) {
      received += chunk.length
      done(null, chunk)
    },
    flush(done) {
      done(bytes === undefined || received === bytes ? null : new Error(`Expected ${bytes} bytes and received ${received}`))
    },
  })
}

function nullIfMissing(error: unknown): null {
  // NoSuchKey only: a bucket that does not exist answers 404 too, and is a mistake to be told.
  if (statusOf(error) === 404 && !(error instanceof S3ServiceException && error.name === 'NoSuchBucket')) return null
  throw error
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}
