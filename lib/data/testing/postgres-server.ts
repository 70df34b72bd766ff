import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { findFreePort } from '#scripts/find-free-port.ts'

export interface PostgresPrograms {
  initdb: string
  postgres: string
}

export interface PostgresServer {
  /** Of the maintenance database `postgres`. */
  url: string
  urlOf(database: string): string
  /** Shuts it down as an administrator would; its data and its address stay. */
  pause(): Promise<void>
  resume(): Promise<void>
  stop(): Promise<void>
}

interface Account {
  uid: number
  gid: number
}

const startTimeoutMs = 30_000

/** PostgreSQL's server programs on this machine: on the PATH, or where Debian and others put them; the newest first. */
export async function findPostgresPrograms(): Promise<PostgresPrograms | null> {
  const onPath = (process.env.PATH ?? '').split(path.delimiter)
  const debian = '/usr/lib/postgresql'
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  for (const directory of [...versions.map((version) => path.join(debian, version, 'bin')), ...onPath, '/usr/local/pgsql/bin']) {
    const programs = { initdb: path.join(directory, 'initdb'), postgres: path.join(directory, 'postgres') }
    if (isProgram(programs.initdb) && isProgram(programs.postgres)) return programs
  }
  return null
}

/**
 * A PostgreSQL server of its own in a temporary directory, on a free port, which ends and cleans up when `stop` is called or this
 * process goes away in whatever manner. Servers that run on the machine already are left alone.
 */
export async function startPostgres(programs: PostgresPrograms, options: { isDurable?: boolean } = {}): Promise<PostgresServer> {
  const account = unprivilegedAccount()
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-postgres-'))
  const password = randomBytes(12).toString('hex')
  const passwordFile = path.join(directory, 'password')
  fs.writeFileSync(passwordFile, password)
  if (account) for (const owned of [directory, passwordFile]) fs.chownSync(owned, account.uid, account.gid)
  const data = path.join(directory, 'data')
  const place = { cwd: directory, ...account }
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C', '--no-sync']
  try {
    await promisify(execFile)(programs.initdb, initdb, place)
  } catch (error) {
    fs.rmSync(directory, { recursive: true, force: true })
    throw error
  }
  const port = await findFreePort()
  // Tests lose nothing of value with the machine; a benchmark must pay for what an installation pays for.
  const sync = options.isDurable ? 'on' : 'off'
  const settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: directory, fsync: sync, synchronous_commit: sync }
  const server = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  // The shell's standard input is a pipe from us: it closes even when we are killed, and then the server stops and its files go.
  const script = `directory=$1; shift
    "$@" </dev/null & pid=$!
    while read -r order; do
      if [ "$order" = pause ]; then kill -INT $pid; wait $pid; echo paused; else "$@" </dev/null & pid=$!; fi
    done
    kill -INT $pid; wait $pid; rm -rf "$directory"`
  const shell = spawn('/bin/sh', ['-c', script, 'sh', directory, programs.postgres, ...server], {
    ...place,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let complaint = ''
  shell.stderr.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-4000)
  })
  let heard = Promise.withResolvers<void>()
  shell.stdout.on('data', () => heard.resolve())
  const exited = new Promise<void>((resolve) => shell.once('exit', () => resolve()))
  shell.stdin.on('error', () => {})
  shell.unref()
  const stop = async () => {
    // Nothing else may keep this process until the files are gone.
    shell.ref()
    shell.stdin.end()
    await exited
  }
  const urlOf = (database: string) => `postgres://postgres:${password}@127.0.0.1:${port}/${database}`
  try {
    await waitForAnswer(urlOf('postgres'))
  } catch (error) {
    await stop()
    throw new Error(`PostgreSQL did not start. ${complaint}`, { cause: error })
  }
  return {
    url: urlOf('postgres'),
    urlOf,
    async pause() {
      heard = Promise.withResolvers()
      shell.stdin.write('pause\n')
      await heard.promise
    },
    async resume() {
      shell.stdin.write('resume\n')
      await waitForAnswer(urlOf('postgres'))
    },
    stop,
  }
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK)
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/** PostgreSQL refuses to run as root; null when we are somebody ordinary already. */
function unprivilegedAccount(): Account | null {
  if (process.getuid?.() !== 0) return null
  const accounts = fs
    .readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = accounts.find(([account]) => account === name) ?? []
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) }
  }
  throw new Error('PostgreSQL must not run as root, and there is no user postgres or nobody to run it as')
}

async function waitForAnswer(url: string): Promise<void> {
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
