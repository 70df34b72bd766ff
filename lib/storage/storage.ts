import type { Readable } from 'node:stream'

export interface StoredObject {
  bytes: number
  contentType: string | null
  modifiedAt: Date
  /** Strong validator for HTTP, quotes included. */
  etag: string
}

export interface ListedObject {
  key: string
  bytes: number
  modifiedAt: Date
}

/** Inclusive on both ends, as in HTTP. */
export interface ByteRange {
  start: number
  end: number
}

/** Where files live. Keys are relative paths of safe characters that we make ourselves, such as `videos/0199…/video.mp4`. */
export interface Storage {
  kind: 'disk' | 's3'
  /** Streams to a temporary name first; the key appears whole or not at all. */
  write(key: string, source: Readable, options: { contentType: string; bytes?: number }): Promise<void>
  /** Takes a finished local file over: moves it where it can, copies and removes it where it cannot. */
  putFile(key: string, filePath: string, options: { contentType: string }): Promise<void>
  /** Null when there is no such key. */
  stat(key: string): Promise<StoredObject | null>
  /** Null when there is no such key. */
  read(key: string, range?: ByteRange): Promise<Readable | null>
  /** Removing what is not there is not an error. */
  remove(key: string): Promise<void>
  /** Every key below `folder`, in no particular order; what comes or goes meanwhile may be among them or not. */
  list(folder: string): AsyncIterable<ListedObject>
  /** The file itself, where storage is a disk of this machine. */
  localPath?(key: string): string
  /** A time-limited URL that serves the file without us; only object storage has it. */
  signedUrl?(
    key: string,
    options: { expiresInSeconds: number; contentType?: string; contentDisposition?: string; cacheControl?: string },
  ): Promise<string>
  /** True where a browser can be sent to a signed URL; absent where it might not reach it. */
  servesBrowsers?: boolean
  /** Resolves when a file can be written and read; rejects with the reason. For health checks. */
  check(): Promise<void>
}
