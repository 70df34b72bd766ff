import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Longer than proxies keep a connection that nobody uses (nginx: 60 s): whoever closes first must not be the one that is written to. */
const keepAliveMs = 75_000

export interface Drain {
  /** Accepts no more connections and resolves when all are closed; those still in use after that time are cut. */
  stop(patienceMs: number): Promise<void>
}

/**
 * Lets a server stop without an answer lost. `server.close()` alone tells nobody: a connection in use is kept afterwards, and the request that
 * its client sends next may meet the end of the process.
 */
export function createDrain(server: Server): Drain {
  server.keepAliveTimeout = keepAliveMs
  const sockets = new Set<Socket>()
  const answers = new Set<ServerResponse>()
  let isStopping = false
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  // Before whoever answers.
  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    if (isStopping) response.setHeader('connection', 'close')
    answers.add(response)
    response.once('close', () => {
      answers.delete(response)
      // What had begun before the stop could not say that it is the last answer of its connection.
      if (isStopping) setImmediate(() => server.closeIdleConnections())
    })
  })
  return {
    async stop(patienceMs) {
      isStopping = true
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const response of answers) if (!response.headersSent) response.setHeader('connection', 'close')
      // Not `closeAllConnections`, which forgets connections that have become web sockets.
      const cut = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, patienceMs)
      await closed
      clearTimeout(cut)
    },
  }
}
