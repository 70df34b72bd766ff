import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { findPostgresPrograms, type PostgresServer, startPostgres } from '#lib/data/testing/postgres-server.ts'
import { type SandboxProcess, startSandboxProcess } from './sandbox-process.ts'
import { startVictim, type Victim } from './victim.ts'

/** Everything around the processes that are killed: vendors, a database server, a directory that is kept when something was found. */
export interface House {
  name: string
  directory: string
  apiKey: string
  sandbox: SandboxProcess
  postgres: PostgresServer | null
  /** A web process at a port of its own; `settings` go over what all share. */
  startWeb(port: number, settings?: Record<string, string>): Victim
  startWorker(settings?: Record<string, string>): Victim
  close(isFlawless: boolean): Promise<void>
}

export interface HouseOptions {
  name: string
  database: 'embedded' | 'postgres'
  /** Where the vendors call back: the first web process. */
  port: number
  renderSeconds?: number
  settings?: Record<string, string>
}

export async function openHouse(options: HouseOptions): Promise<House> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), `dailies-chaos-${options.name}-`))
  const postgres = options.database === 'postgres' ? await startOwnPostgres() : null
  const sandbox = await startSandboxProcess(directory, options.renderSeconds ?? 2)
  const apiKey = randomBytes(24).toString('hex')
  const shared: Record<string, string> = {
    ...sandbox.env,
    PUBLIC_URL: `http://127.0.0.1:${options.port}`,
    DATA_DIR: path.join(directory, 'data'),
    SECRET_KEY: randomBytes(24).toString('hex'),
    SANDBOX: 'off',
    LOG_LEVEL: 'info',
    OWNER_EMAIL: 'owner@example.com',
    OWNER_PASSWORD: randomBytes(12).toString('hex'),
    OWNER_API_KEY: apiKey,
    ...(postgres && { DATABASE_URL: postgres.url }),
    ...options.settings,
  }
  let workers = 0
  return {
    name: options.name,
    directory,
    apiKey,
    sandbox,
    postgres,
    startWeb: (port, settings) =>
      startVictim('scripts/start.ts', { ...shared, PORT: String(port), ...settings }, path.join(directory, `server-${port}.log`)),
    startWorker(settings) {
      workers++
      return startVictim('scripts/worker.ts', { ...shared, ...settings }, path.join(directory, `worker-${workers}.log`))
    },
    async close(isFlawless) {
      await sandbox.stop()
      await postgres?.stop()
      if (isFlawless) fs.rmSync(directory, { recursive: true, force: true })
      else console.log(`  ${options.name}: everything is kept in ${directory}`)
    },
  }
}

async function startOwnPostgres(): Promise<PostgresServer> {
  const programs = await findPostgresPrograms()
  if (programs === null) throw new Error('No PostgreSQL server programs (initdb, postgres) were found; Debian has them in `postgresql`.')
  return startPostgres(programs)
}
