import { chmod, writeFile } from 'node:fs/promises'
import path from 'node:path'

/** What a curl command asks for, done without curl. */
async function performCurl(words: readonly string[]): Promise<string> {
  const headers = new Headers()
  let method = 'GET'
  let url = ''
  let body: string | null = null
  for (let i = 0; i < words.length; i++) {
    const [word = '', next = ''] = words.slice(i)
    const isOption = /^(-X|--request|-H|--header|-d|--data|--url)$/.test(word)
    if (/^(-X|--request)$/.test(word)) method = next
    else if (/^(-H|--header)$/.test(word)) headers.append(next.split(': ')[0] ?? '', next.split(': ').slice(1).join(': '))
    else if (/^(-d|--data)$/.test(word)) body = next
    else if (word === '--url') url = next
    else if (!word.startsWith('-')) url = word
    if (isOption) i += 1
  }
  return (await fetch(url, { method, headers, body })).text()
}

async function readInput(): Promise<string> {
  let text = ''
  for await (const chunk of process.stdin) text += chunk
  return text
}

/** `jq -r '.name'` and `jq .` */
async function performJq(words: readonly string[]): Promise<string> {
  const name = (words.at(-1) ?? '.').slice(1)
  const value = JSON.parse(await readInput())
  return `${name === '' ? JSON.stringify(value, null, 2) : value[name]}\n`
}

/** Puts stand-ins for the programs of the docs' examples into a folder, for the end of PATH: a machine that has them uses its own. */
export async function writeShellTools(folder: string): Promise<void> {
  for (const name of ['curl', 'jq']) {
    const file = path.join(folder, name)
    await writeFile(file, `#!/bin/sh\nexec '${process.execPath}' '${import.meta.filename}' ${name} "$@"\n`)
    await chmod(file, 0o755)
  }
}

const [, program, tool, ...words] = process.argv
if (program === import.meta.filename) process.stdout.write(await (tool === 'jq' ? performJq(words) : performCurl(words)))
