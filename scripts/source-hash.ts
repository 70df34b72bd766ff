import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { projectDirectory } from './run-child.ts'

const ignored = /(\.test\.tsx?|\.md)$|(^|\/)(__fixtures__|testing|generated)(\/|$)/

function listFiles(entry: string): string[] {
  const absolute = path.join(projectDirectory, entry)
  if (ignored.test(entry) || !existsSync(absolute)) return []
  if (!statSync(absolute).isDirectory()) return [entry]
  return readdirSync(absolute)
    .sort()
    .flatMap((name) => listFiles(path.posix.join(entry, name)))
}

/** One hash over the content of files and folders, tests and documents left out: tells whether something made from them is stale. */
export function hashSources(entries: readonly string[]): string {
  const hash = createHash('sha256')
  for (const file of entries.flatMap(listFiles)) {
    hash.update(`${file}\0`)
    hash.update(readFileSync(path.join(projectDirectory, file)))
    hash.update('\0')
  }
  return hash.digest('hex')
}
