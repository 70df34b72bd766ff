import { readFileSync } from 'node:fs'
import path from 'node:path'

/** A page of a vendor's documentation, word for word. */
export function readDocs(vendor: string): string {
  const page = readFileSync(path.join(import.meta.dirname, '..', '__fixtures__', 'docs', `${vendor}.txt`), 'utf8')
  // Where the page was made into text, a heading or table was glued to the end of a command.
  return page.replace(/(\/createTask|\/account\/credits)(?=[A-Z|])/g, '$1\n')
}

/** The words of the shell command that starts at `start`, as a shell would read them. */
function readCommand(text: string, start: number, variables: Record<string, string>): string[] {
  const words: string[] = []
  let word: string | null = null
  let quote: '"' | "'" | null = null
  for (let i = start; i < text.length; i++) {
    const char = text[i] ?? ''
    const variable = quote === "'" ? null : /^\$([A-Z_]+)/.exec(text.slice(i, i + 40))
    if (variable) {
      word = (word ?? '') + (variables[variable[1] ?? ''] ?? '')
      i += variable[0].length - 1
    } else if (quote !== null) {
      if (char === quote) quote = null
      else word += char
    } else if (char === "'" || char === '"') {
      quote = char
      word ??= ''
    } else if (char === '\\' && text[i + 1] === '\n') i += 1
    else if (char === '\n' || char === '|') break
    else if (/\s/.test(char)) {
      if (word !== null) words.push(word)
      word = null
    } else word = (word ?? '') + char
  }
  if (word !== null) words.push(word)
  return words
}

/** Every `curl` command of a page, in order. */
export function listCurlCommands(text: string, variables: Record<string, string>): string[][] {
  return [...text.matchAll(/(?<![\w-])curl (?=-|https?:|")/g)].map((match) => readCommand(text, match.index, variables))
}

/** The first JSON value after `marker`; the page's own comments are left out. */
export function readJsonAfter(text: string, marker: string): unknown {
  const start = text.indexOf('{', text.indexOf(marker) + marker.length)
  let depth = 0
  for (let end = start; end < text.length; end++) {
    if (text[end] === '{') depth += 1
    if (text[end] === '}') depth -= 1
    if (depth === 0) return JSON.parse(text.slice(start, end + 1).replace(/\/\/ .*$/gm, ''))
  }
  throw new Error(`no JSON after "${marker}"`)
}

/** What a JSON value is made of, without what it says. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (value === null) return null
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
  return typeof value
}
