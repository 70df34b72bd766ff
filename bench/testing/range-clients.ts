import { connect, type Socket } from 'node:net'

/** What one run of clients is told, as its only argument. */
export interface ClientOrder {
  port: number
  path: string
  headers: Record<string, string>
  clients: number
  seconds: number
  fileBytes: number
  /** Null: the whole file from its first byte, as a player asks; else parts of that size from anywhere in it. */
  partBytes: number | null
}

export interface ClientTally {
  bytes: number
  answers: number
  seconds: number
}

/**
 * Clients that read and throw away, in a process of their own. They speak just enough HTTP by hand: a full client would be what is measured.
 */
function run(order: ClientOrder): Promise<ClientTally> {
  const tally = { bytes: 0, answers: 0 }
  const start = performance.now()
  const end = start + order.seconds * 1000
  const fixed = Object.entries({ host: `localhost:${order.port}`, ...order.headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')

  function client(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket: Socket = connect(order.port, '127.0.0.1')
      let head = Buffer.alloc(0)
      let left = 0
      const ask = () => {
        if (performance.now() >= end) {
          socket.destroy()
          resolve()
          return
        }
        const from = order.partBytes === null ? 0 : Math.floor(Math.random() * Math.max(1, order.fileBytes - order.partBytes))
        const to = order.partBytes === null ? '' : from + order.partBytes - 1
        socket.write(`GET ${order.path} HTTP/1.1\r\n${fixed}range: bytes=${from}-${to}\r\n\r\n`)
      }
      const readHead = (chunk: Buffer) => {
        head = Buffer.concat([head, chunk])
        const bodyAt = head.indexOf('\r\n\r\n')
        if (bodyAt === -1) return
        const text = head.toString('latin1', 0, bodyAt)
        const length = /^content-length: *(\d+)/im.exec(text)?.[1]
        if (!text.startsWith('HTTP/1.1 206') || length === undefined) {
          reject(new Error(`expected a part with its length, got ${text}`))
          socket.destroy()
          return
        }
        left = Number(length)
        const body = head.subarray(bodyAt + 4)
        head = Buffer.alloc(0)
        if (body.length > 0) readBody(body)
      }
      const readBody = (chunk: Buffer) => {
        left -= chunk.length
        tally.bytes += chunk.length
        if (left > 0) return
        tally.answers++
        ask()
      }
      socket.on('connect', ask)
      socket.on('data', (chunk) => (left > 0 ? readBody(chunk) : readHead(chunk)))
      socket.on('error', reject)
      socket.on('close', () => resolve())
    })
  }

  return Promise.all(Array.from({ length: order.clients }, client)).then(() => ({
    ...tally,
    seconds: (performance.now() - start) / 1000,
  }))
}

process.once('message', (order) => {
  run(order as ClientOrder).then(
    (tally) => process.send?.({ tally }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
  )
})
