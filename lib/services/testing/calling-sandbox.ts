import { copyFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { vendorIds } from '#lib/generation/request.ts'
import type { Media } from '#lib/media/media.ts'
import { createSandbox } from '#lib/sandbox/create-sandbox.ts'
import type { Sandbox, SandboxOptions } from '#lib/sandbox/sandbox.ts'
import { serveSandbox } from '#lib/sandbox/serve-http.ts'
import { createTestContext, type TestContext } from './test-context.ts'

export const publicUrl = 'https://dailies.example'

/** Answers the status that a vendor gets for a callback under that secret. */
export type Knock = (token: string, body: unknown) => Promise<number>

/** A sandbox whose callbacks arrive. */
export function createCallingSandbox(t: TestContext, knock: Knock, options: Partial<SandboxOptions> = {}): Sandbox {
  return createSandbox({
    directory: path.join(t.context.env.DATA_DIR, 'calling-sandbox'),
    renderSeconds: 6,
    media: t.context.media,
    fetchReference: async () => null,
    deliverCallback: (url, body) => knock(url.slice(`${publicUrl}/api/callbacks/`.length), body),
    clock: () => t.context.clock().getTime(),
    ...options,
  })
}

/** The sandbox on the other end of real connections, taken for the real vendors: with keys, redirects and the guard of addresses. */
export async function openDistantVendors(knock: Knock): Promise<{ t: TestContext; sandbox: Sandbox } & AsyncDisposable> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const t = await createTestContext({ PUBLIC_URL: publicUrl, ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${port}` })
  await t.context.sandbox?.close()
  t.context.sandbox = null
  const media = renderOnce(t.context.media, path.join(t.context.env.DATA_DIR, 'film.mp4'))
  const sandbox = createCallingSandbox(t, knock, { origin, media })
  const wire = serveSandbox({ origin, fetch: (...input) => sandbox.fetch(...input) })
  server.on('request', (request, response) => wire.emit('request', request, response))
  for (const vendor of vendorIds) t.context.env.vendors[vendor] = { apiKey: sandbox.apiKey(vendor), baseUrl: sandbox.baseUrl(vendor) }
  return {
    t,
    sandbox,
    async [Symbol.asyncDispose]() {
      await sandbox.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await t[Symbol.asyncDispose]()
    },
  }
}

/** One film serves all: what is in it is another test’s business. */
function renderOnce(media: Media, file: string): Media {
  let film: Promise<boolean> | null = null
  return {
    ...media,
    async renderAnimatic(animatic, outputPath) {
      film ??= media.renderAnimatic({ ...animatic, width: 320, height: 180 }, file)
      if (!(await film)) return false
      await copyFile(file, outputPath)
      return true
    },
  }
}
