/** `npm run bench -- <name>`: a bench is a file here that runs when it is imported. */
const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  rules: () => import('./rules.ts'),
  media: async () => {
    await import('./media.ts')
    await import('./media-memory.ts')
  },
  'media-memory': () => import('./media-memory.ts'),
  engine: () => import('./engine.ts'),
  composer: async () => (await import('./composer-typing.ts')).runComposerTyping(),
}

const [name = ''] = process.argv.slice(2)
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined
if (bench) await bench()
else {
  console.error(
    `Say which: ${Object.keys(benches)
      .map((known) => `npm run bench -- ${known}`)
      .join(' · ')}`,
  )
  process.exitCode = 1
}

export {}
