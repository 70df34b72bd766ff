import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, open, rm } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Database } from '#lib/data/database.ts'
import { holdFiles } from '#lib/data/file-hold.ts'
import { type Snapshot, writeSnapshot } from '#lib/data/snapshot.ts'
import { BackupRefusal } from './archive-format.ts'

/*
 * The embedded database belongs to the server's process, so `npm run backup` asks that one for a snapshot: by a socket in the database's own
 * directory, which only the server's account may enter. Rows only; the files are copied by the command itself. The snapshot and the hold on
 * files last as long as the connection.
 */

const answerSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    directory: z.string(),
    snapshot: z.object({
      migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
      tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number() })),
    }),
  }),
  z.object({ ok: z.literal(false), message: z.string() }),
])
type Answer = z.infer<typeof answerSchema>

const socketName = 'backup.sock'

export interface BackupChannelOptions {
  /** The embedded database's own. */
  databaseDirectory: string
  /** Where snapshots are written; emptied at every start. */
  temporaryDirectory: string
  database: Database
  log: Logger
}

export async function serveBackups(options: BackupChannelOptions): Promise<{ close(): Promise<void> }> {
  const { databaseDirectory, log } = options
  await rm(path.join(databaseDirectory, socketName), { force: true })
  const connections = new Set<Promise<void>>()
  const sockets = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    const served = answer(socket, options)
      .catch((error: unknown) => log.error({ err: error }, 'a backup failed'))
      .finally(() => {
        socket.destroy()
        sockets.delete(socket)
        connections.delete(served)
      })
    connections.add(served)
  })
  const address = await openAddress(databaseDirectory)
  try {
    server.listen(address.path)
    await once(server, 'listening')
    await chmod(path.join(databaseDirectory, socketName), 0o600)
  } catch (error) {
    await address.close()
    throw error
  }
  server.unref()
  return {
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await Promise.all([closed, ...connections])
      await address.close()
    },
  }
}

async function answer(socket: net.Socket, options: BackupChannelOptions): Promise<void> {
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  socket.resume()
  await mkdir(options.temporaryDirectory, { recursive: true })
  const directory = await mkdtemp(path.join(options.temporaryDirectory, 'backup-'))
  try {
    const hold = await holdFiles(options.database)
    try {
      const startedAt = performance.now()
      const snapshot = await writeSnapshot(options.database.pool, directory)
      options.log.info({ ms: Math.round(performance.now() - startedAt) }, 'wrote a snapshot for a backup')
      send(socket, { ok: true, directory, snapshot })
      await closed
    } catch (error) {
      options.log.error({ err: error }, 'a snapshot for a backup failed')
      send(socket, { ok: false, message: 'The server could not write a snapshot; its log says why.' })
      socket.end()
      await closed
    } finally {
      await hold.release()
    }
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function send(socket: net.Socket, message: Answer): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`)
}

export interface OpenSnapshot {
  snapshot: Snapshot
  directory: string
  /** Rejects when files may have been removed since. */
  confirm(): Promise<void>
  close(): Promise<void>
}

/** A snapshot by the server that runs on this embedded database; null when none does. */
export async function requestSnapshot(databaseDirectory: string): Promise<OpenSnapshot | null> {
  const address = await openAddress(databaseDirectory).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (!address) return null
  const socket = await connect(address.path).finally(() => address.close())
  if (!socket) return null
  try {
    const parsed = answerSchema.safeParse(JSON.parse(await readLine(socket)))
    if (!parsed.success) throw new BackupRefusal('The running server is of another version; restart it first.')
    if (!parsed.data.ok) throw new BackupRefusal(parsed.data.message)
    const { snapshot, directory } = parsed.data
    return {
      snapshot,
      directory,
      async confirm() {
        if (socket.destroyed || socket.readableEnded)
          throw new BackupRefusal('The server stopped while the backup was made. Make it again.')
      },
      async close() {
        socket.destroy()
      },
    }
  } catch (error) {
    socket.destroy()
    throw error
  }
}

function connect(address: string): Promise<net.Socket | null> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(address)
    socket.once('connect', () => resolve(socket))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') resolve(null)
      else if (error.code === 'EACCES') reject(new BackupRefusal('Run the backup as the user that the server runs as.'))
      else reject(error)
    })
  })
}

function readLine(socket: net.Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    socket.setEncoding('utf8')
    socket.on('data', (chunk: string) => {
      text += chunk
      if (text.endsWith('\n')) resolve(text)
    })
    socket.once('close', () => reject(new BackupRefusal('The server stopped while the backup was made. Make it again.')))
  })
}

/** A socket's path may have 107 characters; on Linux it is always short by way of the directory's descriptor. */
async function openAddress(directory: string): Promise<{ path: string; close(): Promise<void> }> {
  if (process.platform !== 'linux') return { path: path.join(directory, socketName), close: async () => {} }
  const handle = await open(directory, 'r')
  return { path: `/proc/self/fd/${handle.fd}/${socketName}`, close: () => handle.close() }
}
