import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** A run of `npm start`'s own script, with everything it printed. */
export class SecondServer {
  readonly #child: ChildProcess
  readonly exited: Promise<number | null>
  output = ''

  constructor(env: Record<string, string>) {
    this.#child = spawn(process.execPath, ['-r', './scripts/require-node-24.cjs', 'scripts/start.ts'], {
      env: {
        NODE_ENV: 'production',
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        LOG_LEVEL: 'warn',
        SANDBOX_RENDER_SECONDS: '1',
        PORT: '0',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear(chunk))
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#hear(chunk))
    this.exited = new Promise((resolve) => this.#child.once('exit', (code) => resolve(code)))
  }

  get processId(): number {
    return this.#child.pid ?? 0
  }

  #hear(chunk: Buffer): void {
    this.output += chunk.toString('utf8')
    this.#child.emit('heard')
  }

  /** The first group of the pattern in what is printed; fails when the server ends without printing it. */
  async waitFor(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.output)?.[1]
      if (found !== undefined) return found
      const heard = new Promise<'heard'>((resolve) => this.#child.once('heard', () => resolve('heard')))
      const next = await Promise.race([heard, this.exited])
      if (next !== 'heard' && !pattern.test(this.output)) throw new Error(`the server ended with ${next}:\n${this.output}`)
    }
  }

  /** Asks it to stop and resolves to its exit code. */
  stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    return this.exited
  }
}

export async function withDataDirectory(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), 'dailies-second-'))
  try {
    await work(directory)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
