// Preloaded by every npm script: an older Node cannot even parse the TypeScript that follows, so this file stays plain.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `Dailies runs on Node 24, which "npm ci" installs beside it, but this is Node ${process.versions.node}: run "npm ci" again without --ignore-scripts.`,
  )
  process.exit(1)
}
