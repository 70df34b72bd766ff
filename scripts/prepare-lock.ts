import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { projectDirectory } from './run-child.ts'

const lockFile = path.join(projectDirectory, 'node_modules/.cache/dailies/prepare.lock')

function findHolder(): number | null {
  try {
    const pid = Number(readFileSync(lockFile, 'utf8'))
    if (!Number.isInteger(pid) || pid <= 0) return null
    process.kill(pid, 0)
    return pid
  } catch (error) {
    // EPERM: the process lives and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? -1 : null
  }
}

/** One process at a time writes generated code and the build; a second one waits and then finds them fresh. */
export async function withPrepareLock<T>(work: () => Promise<T>): Promise<T> {
  mkdirSync(path.dirname(lockFile), { recursive: true })
  let hasSaidSo = false
  for (;;) {
    try {
      writeFileSync(lockFile, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    const holder = findHolder()
    if (holder === null) {
      // Its process died without removing it.
      rmSync(lockFile, { force: true })
      continue
    }
    if (!hasSaidSo) console.log('Another process is building Dailies; waiting for it.')
    hasSaidSo = true
    await delay(300)
  }
  try {
    return await work()
  } finally {
    rmSync(lockFile, { force: true })
  }
}
