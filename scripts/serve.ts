import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import next from 'next'
import type { Env } from '#lib/env.ts'
import type { Runtime } from '#lib/runtime.ts'
import { offerBody } from '#lib/session/request-body.ts'
import { createFileRepeater } from '#lib/storage/repeat-file.ts'
import { announceSendingFiles, sendFiles } from '#lib/storage/send-file.ts'
import { createDrain } from './drain-server.ts'
import { keepContentLength } from './keep-content-length.ts'
import { refuseRequest } from './refuse-request.ts'
import { projectDirectory, stopChildren } from './run-child.ts'
import { stopOnSignals } from './stop-on-signals.ts'

/** Requests in flight may finish for this long before their connections are cut. */
const drainMs = 3_000

const answerStarting: RequestListener = (_request, response) => {
  response.writeHead(503, {
    'content-type': 'text/plain; charset=utf-8',
    'retry-after': '2',
    'cache-control': 'no-store',
    connection: 'close',
  })
  response.end('Dailies is starting. Try again in a moment.\n')
}

function listen(server: Server, env: Env): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    server.once('error', resolve)
    server.listen(env.PORT, env.HOST, () => {
      server.off('error', resolve)
      resolve(null)
    })
  })
}

function explainListenError(error: NodeJS.ErrnoException, env: Env): string {
  if (error.code === 'EADDRINUSE') return `Port ${env.PORT} is already in use: stop the other program or set PORT.`
  if (error.code === 'EACCES') return `Port ${env.PORT} may not be opened by this user: set PORT to 1024 or more.`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `HOST ${env.HOST} is not an address of this machine.`
  return `Cannot listen on ${env.HOST}:${env.PORT}: ${error.message}`
}

function visibleUrl(env: Env, server: Server): string {
  const { port } = server.address() as AddressInfo
  const isLocal = ['127.0.0.1', '0.0.0.0', '::', '::1', 'localhost'].includes(env.HOST)
  const host = isLocal ? 'localhost' : env.HOST.includes(':') ? `[${env.HOST}]` : env.HOST
  return `http://${host}:${port}`
}

async function startRuntime(create: () => Promise<Runtime>): Promise<Runtime> {
  const runtime = await create()
  await runtime.start()
  return runtime
}

/**
 * Serves the app in this process until a signal ends it. The port is taken before anything slow or exclusive happens, so that a busy one is
 * reported at once; until `prepare` has resolved, every request is told to come back.
 */
export async function serve(env: Env, options: { dev: boolean; prepare: () => Promise<boolean> }): Promise<void> {
  let listener = answerStarting
  const server = createServer((request, response) => listener(request, response))
  const drain = createDrain(server)
  const listenError = await listen(server, env)
  if (listenError !== null) {
    console.error(explainListenError(listenError, env))
    process.exit(1)
  }
  let runtime: Runtime | null = null
  let closeApp: (() => Promise<void>) | null = null
  stopOnSignals(async () => {
    stopChildren()
    await Promise.all([drain.stop(drainMs), runtime?.stopWork()])
    await runtime?.stop()
    await closeApp?.()
  })
  if (!(await options.prepare())) process.exit(1)

  // What `next --experimental-next-config-strip-types` sets: Node.js reads next.config.ts by itself. Without it the server would load Next.js's
  // native compiler, 30 MB and 300 ms, only to read that file.
  process.env.__NEXT_NODE_NATIVE_TS_LOADER_ENABLED = 'true'
  const url = visibleUrl(env, server)
  const app = next({ dev: options.dev, dir: projectDirectory, hostname: env.HOST, port: Number(new URL(url).port), httpServer: server })
  closeApp = () => app.close()
  try {
    // Not through Next.js's instrumentation: it neither waits for it nor stops when it fails, and would bundle the database with the pages.
    // The pages find the running context by `currentContext`. Loaded here because the database client may have been generated just now.
    const { createRuntime } = await import('#lib/runtime.ts')
    ;[runtime] = await Promise.all([startRuntime(() => createRuntime(env)), app.prepare()])
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
  const handle = app.getRequestHandler()
  announceSendingFiles()
  const repeatFile = createFileRepeater(runtime.context.storage)
  listener = (request, response) => {
    if (refuseRequest(request, response)) return
    sendFiles(response)
    keepContentLength(response)
    repeatFile(request, response, () => offerBody(request, response, () => void handle(request, response)))
  }

  console.log(`Dailies is ready at ${url}`)
  const setupPath = await runtime.findSetupPath()
  if (setupPath) console.log(`Set up: ${url}${setupPath}`)
}
