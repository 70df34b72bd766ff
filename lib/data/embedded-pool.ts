import type { PGlite } from '@electric-sql/pglite'
import { PglitePgConnection } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'

/**
 * A pool of exactly one client. PGlite is a single session: a statement that came in by another way would run inside whatever
 * transaction is open at that moment, and vanish with its ROLLBACK after it was acknowledged.
 */
export function createEmbeddedPool(database: PGlite, options: { connectionTimeoutMs: number }): pg.Pool {
  // A client that the pool discards may still have messages under way; the next one must not mix its own with them.
  let previousEnded: Promise<void> = Promise.resolve()

  class EmbeddedConnection extends PglitePgConnection {
    override async connect(port: number, host: string): Promise<void> {
      try {
        await previousEnded
        await database.waitReady
        // pg discards a client after an error and relies on the server to end its transaction with the connection.
        // Here the session lives on, so the transaction would be inherited by the next client.
        if (database.isInTransaction()) await database.execProtocolStream(simpleQuery('ROLLBACK'), { throwOnError: false })
        // And so would its prepared statements, of which the next client knows nothing.
        await database.execProtocolStream(simpleQuery('DEALLOCATE ALL'), { throwOnError: false })
        await super.connect(port, host)
      } catch (error) {
        // pg awaits no promise here; it listens.
        this.emit('error', error)
      }
    }

    /** node-postgres gives `types` as an object with a method, which PGlite's serializer takes for a list of type ids. */
    override parse(query: { types?: unknown }): void {
      super.parse(Array.isArray(query.types) ? query : { ...query, types: undefined })
    }

    override end(): void {
      super.end()
      previousEnded = new Promise((resolve) => this.once('end', () => resolve()))
    }
  }

  class EmbeddedClient extends pg.Client {
    constructor() {
      super(
        Object.assign(
          { user: 'postgres', database: 'postgres', host: 'localhost', port: 5432 },
          { connection: new EmbeddedConnection({ pglite: database }) },
        ),
      )
    }
  }

  return new pg.Pool({ Client: EmbeddedClient, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: options.connectionTimeoutMs })
}

/** A simple query of the wire protocol: type, length, text, zero byte. */
function simpleQuery(statement: string): Uint8Array {
  const text = Buffer.from(`${statement}\0`)
  const header = Buffer.alloc(5)
  header.write('Q')
  header.writeInt32BE(text.length + 4, 1)
  return new Uint8Array(Buffer.concat([header, text]))
}
