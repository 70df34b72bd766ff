import { type ChildProcess, spawn } from 'node:child_process'

export const projectDirectory = new URL('..', import.meta.url).pathname.replace(/\/$/, '')

const running = new Set<ChildProcess>()

export interface ChildOptions {
  env?: Record<string, string | undefined>
  /** `quiet` keeps the output and shows it only when the child fails. */
  output?: 'live' | 'quiet'
  timeoutMs?: number
}

export interface ChildResult {
  ok: boolean
  /** Empty unless `quiet`. */
  output: string
}

/** Runs a program to its end; never throws for a program that fails or is missing. */
export function runChild(command: string, args: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  const isQuiet = options.output === 'quiet'
  const child = spawn(command, args, {
    cwd: projectDirectory,
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...options.env },
    stdio: ['ignore', isQuiet ? 'pipe' : 'inherit', isQuiet ? 'pipe' : 'inherit'],
    timeout: options.timeoutMs,
  })
  running.add(child)
  const chunks: Buffer[] = []
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve) => {
    const finish = (ok: boolean, note = '') => {
      running.delete(child)
      resolve({ ok, output: Buffer.concat(chunks).toString('utf8') + note })
    }
    child.once('error', (error) => finish(false, error.message))
    child.once('close', (code) => finish(code === 0))
  })
}

/** Runs a TypeScript or JavaScript file of this project or of a package with this same Node. */
export function runNode(args: readonly string[], options: ChildOptions = {}): Promise<ChildResult> {
  return runChild(process.execPath, args, options)
}

/** A terminal's Ctrl-C reaches children by itself; SIGTERM does not. */
export function stopChildren(): void {
  for (const child of running) child.kill('SIGTERM')
}
