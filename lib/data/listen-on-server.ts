import pg from 'pg'
import type { Logger } from 'pino'

export interface ListenOptions {
  channel: string
  onPayload: (payload: string) => void
  /** After every (re)connection: what was notified before may have been missed. */
  onConnect: () => void
  log: Logger | undefined
}

const heartbeatMs = 10_000
const longestPauseMs = 30_000

/** LISTEN on a connection of its own, which comes back by itself when the server was away. */
export async function listenOnServer(config: pg.ClientConfig, options: ListenOptions): Promise<{ close(): Promise<void> }> {
  let client: pg.Client | null = null
  let retryTimer: NodeJS.Timeout | undefined
  let failures = 0
  let isClosed = false

  const retryLater = () => {
    if (isClosed) return
    const pauseMs = Math.min(longestPauseMs, 500 * 2 ** failures++)
    clearTimeout(retryTimer)
    retryTimer = setTimeout(() => {
      connect().catch(retryLater)
    }, pauseMs)
    retryTimer.unref()
  }

  const connect = async () => {
    const candidate = new pg.Client({ ...config, keepAlive: true, query_timeout: heartbeatMs })
    let isLost = false
    const lose = (error?: Error) => {
      if (isLost) return
      isLost = true
      clearInterval(heartbeat)
      candidate.end().catch(() => {})
      if (client !== candidate) return
      client = null
      if (!isClosed) options.log?.warn({ err: error }, 'the listening database connection was lost')
      retryLater()
    }
    candidate.on('error', lose)
    candidate.on('end', () => lose())
    candidate.on('notification', (message) => {
      if (message.channel === options.channel) options.onPayload(message.payload ?? '')
    })
    // A connection that died without a word looks like one on which nothing happens.
    const heartbeat = setInterval(() => {
      candidate.query('SELECT 1').catch(lose)
    }, heartbeatMs)
    heartbeat.unref()
    try {
      await candidate.connect()
      await candidate.query(`LISTEN ${pg.escapeIdentifier(options.channel)}`)
    } catch (error) {
      lose()
      throw error
    }
    if (isClosed) {
      await candidate.end()
      return
    }
    client = candidate
    failures = 0
    options.onConnect()
  }

  await connect()
  return {
    async close() {
      isClosed = true
      clearTimeout(retryTimer)
      await client?.end().catch(() => {})
    },
  }
}
