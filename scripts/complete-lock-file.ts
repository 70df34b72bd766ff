import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to package-lock.json the optional packages of other platforms that a partial registry left out. `npm ci` refuses a lock file without
 * them, and never downloads them: their `os`, `cpu` and `libc` do not fit. Run it after every `npm install` that changed the file.
 */

interface LockEntry {
  version?: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'linuxmusl', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'] as const
const processors = ['arm64', 'arm', 'ia32', 'x64', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32'] as const

/** `@scope/name-linux-x64-musl` says where it runs. */
function platformOf(name: string): Pick<LockEntry, 'os' | 'cpu' | 'libc'> | null {
  const words = name.split(/[-/.]/)
  const system = systems.find((each) => words.includes(each))
  const processor = processors.find((each) => words.includes(each))
  if (!processor && !system) return null
  const isMusl = system === 'linuxmusl' || words.includes('musl')
  return {
    ...(processor && { cpu: [processor] }),
    ...(system && { os: [system === 'linuxmusl' ? 'linux' : system] }),
    ...(system?.startsWith('linux') && { libc: [isMusl ? 'musl' : 'glibc'] }),
  }
}

const file = 'package-lock.json'
const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, LockEntry> }
const added: string[] = []
for (const entry of Object.values(lock.packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`
    const isThere = Object.keys(lock.packages).some((path) => path === key || path.endsWith(`/${key}`))
    const platform = platformOf(name)
    if (isThere || platform === null) continue
    lock.packages[key] = { version: range.replace(/^[\^~=]/, ''), ...platform, ...(entry.dev === true && { dev: true }), optional: true }
    added.push(name)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(added.length === 0 ? 'Nothing to add.' : `Added ${added.length}: ${added.join(', ')}`)
