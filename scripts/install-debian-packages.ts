import { existsSync } from 'node:fs'
import { runChild } from './run-child.ts'

/** Installs packages where that is possible without asking: on Debian or a relative of it, as root. */
export async function installDebianPackages(packages: readonly string[]): Promise<boolean> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  // An index that cannot be renewed may still be good enough.
  await runChild('apt-get', ['update', '-q'], { output: 'quiet', env, timeoutMs: 300_000 })
  const result = await runChild('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], {
    output: 'quiet',
    env,
    timeoutMs: 600_000,
  })
  if (!result.ok) console.error(result.output.slice(-2_000))
  return result.ok
}
