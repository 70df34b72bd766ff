import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Animatic } from '#lib/media/animatic.ts'
import type { Media } from '#lib/media/media.ts'
import { createSandbox } from '../create-sandbox.ts'
import type { Sandbox, SandboxOptions } from '../sandbox.ts'

export const filmBytes = 'film '.repeat(2000)

/** Renders nothing and remembers what it was asked for: protocol tests are about words, not pictures. */
export function createInstantMedia(): Media & { rendered: Animatic[] } {
  const rendered: Animatic[] = []
  return {
    rendered,
    async probe() {
      const facts = { kind: 'image' as const, container: 'png', contentType: 'image/png', width: 800, height: 600, duration: null }
      return { ok: true, facts: { ...facts, videoCodec: null, audioCodec: null } }
    },
    async probeOutline() {
      return { ok: false, reason: 'damaged' }
    },
    async poster() {
      return true
    },
    async thumbnail() {
      return true
    },
    async grabFrame() {
      return null
    },
    async preview() {
      return null
    },
    async playable() {
      return 'as_it_is'
    },
    async cutClip() {
      return 'failed'
    },
    async convertPicture() {
      return false
    },
    async tidyPicture() {
      return 'as_it_is'
    },
    async stripClip() {
      return null
    },
    async renderAnimatic(animatic, outputPath) {
      rendered.push(animatic)
      await writeFile(outputPath, filmBytes)
      return true
    },
    async close() {},
  }
}

export interface Answer {
  status: number
  body: ReturnType<typeof JSON.parse>
  headers: Headers
}

export interface OpenSandbox extends AsyncDisposable {
  sandbox: Sandbox
  directory: string
  media: ReturnType<typeof createInstantMedia>
  delivered: { url: string; body: unknown }[]
  /** Moves the clock and does what has become due. */
  pass(seconds: number): Promise<void>
  /** `path` follows the vendor's base URL. */
  call(vendor: string, method: string, path: string, body?: unknown, apiKey?: string): Promise<Answer>
  /** A second one on the same directory, as after a restart or in another process. */
  reopen(): Sandbox
}

export async function openSandbox(options: Partial<SandboxOptions> = {}): Promise<OpenSandbox> {
  const directory = await mkdtemp(path.join(tmpdir(), 'sandbox-test-'))
  const media = createInstantMedia()
  const delivered: { url: string; body: unknown }[] = []
  let now = Date.UTC(2026, 0, 1, 12)
  const open = () =>
    createSandbox({
      directory,
      renderSeconds: 10,
      clock: () => now,
      media,
      fetchReference: async () => null,
      async deliverCallback(url, body) {
        delivered.push({ url, body })
        return 200
      },
      ...options,
    })
  const opened = [open()]
  const [sandbox] = opened
  if (!sandbox) throw new Error('no sandbox')
  return {
    sandbox,
    directory,
    media,
    delivered,
    async pass(seconds) {
      // Renders begin before the time passes, as they do when nobody holds the clock.
      await sandbox.advance()
      now += seconds * 1000
      await sandbox.advance()
    },
    async call(vendor, method, path, body, apiKey = sandbox.apiKey(vendor)) {
      const response = await sandbox.fetch(`${sandbox.baseUrl(vendor)}${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      })
      const text = await response.text()
      const isJson = response.headers.get('content-type')?.includes('json')
      return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers }
    },
    reopen() {
      const again = open()
      opened.push(again)
      return again
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) await one.close()
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
