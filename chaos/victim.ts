import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import { projectDirectory } from '../scripts/run-child.ts'

/** A process of ours that may be killed at any moment. What it prints goes to a file, and is heard for one line. */
export interface Victim {
  /** With its exit code; null when a signal ended it. */
  exited: Promise<number | null>
  isGone(): boolean
  /** Resolves with what the pattern matched; rejects when the process ends first. */
  hear(pattern: RegExp): Promise<RegExpExecArray>
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null>
}

const alive = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})
// Else they would outlive a run that is interrupted.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

export function startVictim(script: string, env: Record<string, string>, logFile: string): Victim {
  const child: ChildProcess = spawn(process.execPath, ['--optimize-for-size', '-r', './scripts/require-node-24.cjs', script], {
    cwd: projectDirectory,
    // Nothing of this shell's settings may reach the server under test.
    env: { NODE_ENV: 'production', PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  alive.add(child)
  let output = ''
  let listeners: (() => void)[] = []
  let isGone = false
  const hearAll = () => {
    for (const listener of listeners) listener()
  }
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString('utf8')).slice(-100_000)
    fs.appendFileSync(logFile, chunk)
    hearAll()
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      isGone = true
      alive.delete(child)
      hearAll()
      resolve(code)
    })
  })
  return {
    exited,
    isGone: () => isGone,
    hear(pattern) {
      return new Promise((resolve, reject) => {
        const listen = () => {
          const found = pattern.exec(output)
          if (!found && !isGone) return
          listeners = listeners.filter((listener) => listener !== listen)
          if (found) resolve(found)
          else reject(new Error(`${script} ended before it said ${pattern}:\n${output.slice(-2_000)}`))
        }
        listeners.push(listen)
        listen()
      })
    },
    kill(signal) {
      child.kill(signal)
      return exited
    },
  }
}
