import { createHash } from 'node:crypto'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

export interface OwnerLock {
  release(): Promise<void>
}

/**
 * Makes this process the one owner of a directory. Two PGlite processes on one directory overwrite each other's pages without any error,
 * so the lock must not be stealable and must not outlive a killed process: it is a listening socket, which the kernel closes.
 */
export async function ownDirectory(directory: string): Promise<OwnerLock> {
  const { dev, ino } = fs.statSync(directory)
  const name = `dailies-${createHash('sha256').update(`${dev}:${ino}`).digest('hex').slice(0, 24)}`
  const server = await take(directory, lockAddress(name))
  const beyond = await ownBeyondThisContainer(directory).catch(async (error: unknown) => {
    await close(server)
    throw error
  })
  return {
    async release() {
      await beyond?.release()
      await close(server)
    },
  }
}

async function take(directory: string, address: string): Promise<net.Server> {
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = await listen(address)
    if (server) return server
    const owner = await askOwner(address)
    if (owner !== null) throw new Error(inUse(directory, owner))
    // Only a socket file can outlive its process; an abstract socket or a pipe is gone, and the second attempt gets it.
    if (!address.startsWith('\0') && process.platform !== 'win32') fs.rmSync(address, { force: true })
  }
  throw new Error(`The data directory ${directory} is being opened by another process at this moment.`)
}

/**
 * Abstract sockets end at the container's border, a volume does not: a socket file in the directory tells two containers apart.
 * Where the file system has no sockets this guard is left out.
 */
async function ownBeyondThisContainer(directory: string): Promise<OwnerLock | null> {
  if (process.platform !== 'linux') return null
  // A socket's path may have 107 characters; by way of the descriptor it is always short.
  const descriptor = fs.openSync(directory, 'r')
  try {
    const server = await take(directory, `/proc/self/fd/${descriptor}/owner.sock`)
    return {
      async release() {
        await close(server)
        fs.closeSync(descriptor)
      },
    }
  } catch (error) {
    fs.closeSync(descriptor)
    if (error instanceof Error && 'code' in error) return null
    throw error
  }
}

const inUse = (directory: string, owner: string) => `The data directory ${directory} is in use by process ${owner}; stop that one first.`

function lockAddress(name: string): string {
  if (process.platform === 'linux') return `\0${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  return path.join(os.tmpdir(), `${name}.sock`)
}

/** Null when the address is taken. */
function listen(address: string): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      socket.end(`${process.pid} on ${os.hostname()}\n`)
    })
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)))
    server.listen(address, () => {
      server.unref()
      resolve(server)
    })
  })
}

/** The owner's process id; `unknown` when it holds the socket and does not answer (busy or stopped), null when nobody holds it. */
function askOwner(address: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = net.connect(address)
    socket.setTimeout(2000, () => {
      resolve('unknown')
      socket.destroy()
    })
    socket.on('data', (chunk) => {
      answer += chunk
    })
    socket.on('end', () => resolve(answer.trim().replace(` on ${os.hostname()}`, '') || 'unknown'))
    socket.on('error', () => resolve(null))
  })
}

function close(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
