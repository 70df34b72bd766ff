import path from 'node:path'

/** What each room of the house may import besides itself. A room that is missing (scripts, tests, configuration) may import anything. */
const rooms: Record<string, readonly string[]> = {
  app: ['components', 'lib/session', 'lib/services', 'lib/storage', 'lib/vendors', 'lib/generation', 'lib/env'],
  components: ['lib/vendors', 'lib/generation', 'lib/files', 'lib/conversion'],
  'lib/session': ['lib/services', 'lib/data', 'lib/vendors', 'lib/generation', 'lib/env'],
  'lib/engine': ['lib/services', 'lib/data', 'lib/generation', 'lib/env'],
  'lib/services': [
    'lib/data',
    'lib/transport',
    'lib/storage',
    'lib/media',
    'lib/files',
    // Its interface only: the composition root makes one.
    'lib/sandbox',
    'lib/vendors',
    'lib/generation',
    'lib/env',
  ],
  'lib/data': ['lib/generation', 'lib/env'],
  'lib/transport': ['lib/vendors', 'lib/generation', 'lib/env'],
  'lib/storage': ['lib/env'],
  'lib/media': ['lib/files', 'lib/conversion'],
  'lib/sandbox': ['lib/media'],
  'lib/vendors': ['lib/generation'],
  'lib/generation': [],
  'lib/files': [],
  // mediabunny, without anything of Node.js or of a page: the browser and the media process run the same conversion.
  'lib/conversion': [],
  'lib/env': ['lib/generation'],
}

const why: Record<string, string> = {
  'lib/sandbox': 'the sandbox is written from the vendors’ documentation alone, or both sides of the wire would share one mistake',
  'lib/vendors': 'adapters are pure: they run in the browser and do no I/O',
  'lib/generation': 'the model is pure and runs in the browser',
  'lib/files': 'what is in a file’s bytes is read in the browser too',
  components: 'components get data and server actions as props',
}

/** Packages that only some rooms may import. */
const packageOwners: Record<string, readonly string[]> = {
  '@prisma/client': ['lib/data'],
  '@prisma/adapter-pg': ['lib/data'],
  '@electric-sql/pglite': ['lib/data'],
  pg: ['lib/data'],
  'pg-boss': ['lib/data', 'lib/engine'],
}

const pureRooms = ['lib/vendors', 'lib/generation', 'lib/files']
/** `ensure-owner` runs before anybody can sign in, and acts for the owner it has just made or found. */
const viewerMakers = ['lib/session/', 'lib/engine/', 'lib/data/viewer.ts', 'lib/runtime.ts', 'lib/services/ensure-owner.ts']
const vagueNames = /^(utils?|helpers?|common|misc|types|constants)(\.test)?\.tsx?$/
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/
const httpMethods = /^(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/

export interface Violation {
  file: string
  rule: string
}

function roomOf(file: string): string | null {
  const candidates = Object.keys(rooms).filter((room) => file.startsWith(`${room}/`) || file === `${room}.ts`)
  return candidates[0] ?? null
}

function isTest(file: string): boolean {
  return /\.(test|spec)\.tsx?$/.test(file) || file.includes('/testing/') || file.includes('/__fixtures__/')
}

function withoutComments(source: string): string {
  // A `//` inside a string follows a colon (an address) or a quote in this code base.
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
}

/** What a file imports or re-exports, as written. */
export function listImports(source: string): string[] {
  const code = withoutComments(source)
  const statements =
    /(?:^|[\n;])\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g
  return [...code.matchAll(statements)].flatMap((match) => match[1] ?? match[2] ?? match[3] ?? [])
}

/** A path inside the project, or null for a package. */
function resolveInside(file: string, specifier: string): string | null {
  if (specifier.startsWith('#')) return specifier.slice(1)
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier)
  return null
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

function checkImport(file: string, specifier: string, vendorFolders: ReadonlySet<string>): string[] {
  const room = roomOf(file)
  const target = resolveInside(file, specifier)
  const broken: string[] = []
  if (target !== null) {
    const targetRoom = roomOf(target)
    if (file.startsWith('lib/') && /^(app|components)\//.test(target)) broken.push(`lib never imports ${target}`)
    if (isTest(file)) return broken
    if (room !== null && targetRoom !== null && targetRoom !== room && !rooms[room]?.includes(targetRoom))
      broken.push(`${room} may not import ${targetRoom} (${target})${why[room] ? `: ${why[room]}` : ''}`)
    if (room !== null && target === 'lib/runtime.ts') broken.push(`${room} may not import the composition root, lib/runtime.ts`)
    if (target.startsWith('prisma/generated') && room !== 'lib/data' && !file.startsWith('scripts/'))
      broken.push('only lib/data imports the Prisma client (prisma/generated)')
    const own = vendorFolderOf(file, vendorFolders)
    const other = vendorFolderOf(target, vendorFolders)
    if (own !== null && other !== null && own !== other) broken.push(`no vendor imports a sibling: ${own} imports ${other}`)
    return broken
  }
  if (isTest(file)) return broken
  const name = packageName(specifier)
  if (room !== null && pureRooms.includes(room) && name !== 'zod')
    broken.push(`${room} imports no package but zod, and found ${specifier}: ${why[room]}`)
  if (room === 'components' && specifier.startsWith('node:')) broken.push(`components run in the browser and found ${specifier}`)
  const owners = packageOwners[name]
  if (room !== null && owners && !owners.includes(room)) broken.push(`only ${owners.join(' and ')} may import ${name}`)
  return broken
}

function vendorFolderOf(file: string, vendorFolders: ReadonlySet<string>): string | null {
  const folder = /^lib\/vendors\/([^/]+)\//.exec(file)?.[1]
  return folder !== undefined && vendorFolders.has(folder) ? folder : null
}

/** Names bound by imports from modules whose path matches. */
function namesImportedFrom(file: string, source: string, wanted: RegExp): Set<string> {
  const names = new Set<string>()
  for (const [, clause = '', specifier = ''] of withoutComments(source).matchAll(
    /import\s+(?!type\b)([^'"`;]*?)\s+from\s*['"]([^'"]+)['"]/g,
  )) {
    if (!wanted.test(resolveInside(file, specifier) ?? specifier)) continue
    for (const part of clause.replace(/[{}]/g, ' ').split(',')) {
      const name = part
        .trim()
        .split(/\s+as\s+/)
        .at(-1)
      if (name) names.add(name)
    }
  }
  return names
}

/** Exports that exist at run time and are not `export const name = builder…`. */
function listUnbuiltExports(code: string, builders: ReadonlySet<string>): string[] {
  const unbuilt: string[] = []
  for (const match of code.matchAll(/^export\s+(?!type\b|interface\b)(.*)$/gm)) {
    const built = /^const\s+(\{[^}]*\}|\w+)\s*=\s*(?:await\s+)?(\w+)/.exec(match[1] ?? '')
    if (!built || !builders.has(built[2] ?? '')) unbuilt.push(match[1]?.slice(0, 60) ?? '')
  }
  return unbuilt
}

function checkEntries(file: string, source: string): string[] {
  if (isTest(file)) return []
  const code = withoutComments(source)
  const isServerFile = /^\s*['"]use server['"]/.test(code)
  if (/['"]use server['"]/.test(code) && !file.startsWith('app/_actions/'))
    return ['server actions live in app/_actions, where each is made by the builder of lib/session/action.ts']
  if (file.startsWith('app/_actions/') && isServerFile) {
    const builders = namesImportedFrom(file, source, /^lib\/session\/action\.ts$/)
    return listUnbuiltExports(code, builders).map(
      (text) => `a server action is made by the builder of lib/session/action.ts, not "${text}"`,
    )
  }
  if (/^app\/.*\/route\.ts$/.test(file)) {
    const builders = namesImportedFrom(file, source, /^lib\/session\//)
    return listUnbuiltExports(code, builders)
      .filter((text) => httpMethods.test(/^(?:async\s+)?(?:const|function)\s+(\w+)/.exec(text)?.[1] ?? 'GET'))
      .map((text) => `a route handler is made by a builder of lib/session, not "${text}"`)
  }
  return []
}

function checkNames(file: string): string[] {
  const name = path.posix.basename(file)
  if (vagueNames.test(name)) return [`"${name}" says nothing: name a file after its main export`]
  return kebabCase.test(name) ? [] : [`"${name}" is not kebab-case`]
}

function checkViewers(file: string, source: string): string[] {
  if (isTest(file) || viewerMakers.some((prefix) => file.startsWith(prefix))) return []
  const made = /\bcreate(User|Engine)Viewer\b/.exec(withoutComments(source))?.[0]
  return made ? [`only lib/session and lib/engine may call ${made}: a viewer is proof of who asks`] : []
}

/** Every broken rule of the house in these files (path from the project root, `/` between folders, to content). */
export function listViolations(files: ReadonlyMap<string, string>, vendorFolders: ReadonlySet<string>): Violation[] {
  const violations: Violation[] = []
  for (const [file, source] of files) {
    const rules = [
      ...listImports(source).flatMap((specifier) => checkImport(file, specifier, vendorFolders)),
      ...checkEntries(file, source),
      ...checkNames(file),
      ...checkViewers(file, source),
    ]
    violations.push(...rules.map((rule) => ({ file, rule })))
  }
  return violations
}
