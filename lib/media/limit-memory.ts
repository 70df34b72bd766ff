import { execFile } from 'node:child_process'

/**
 * Bounds what a process may take for itself, native libraries included, by the kernel's own rule: an allocation beyond it fails, in that
 * process alone. Where there is no `prlimit` (it is part of every Linux), only its JavaScript is bounded.
 */
export function limitMemory(processId: number, bytes: number): void {
  execFile('prlimit', ['--pid', String(processId), `--data=${bytes}`], () => undefined)
}
