import path from 'node:path'
import { createSandbox } from '#lib/sandbox/create-sandbox.ts'
import { serveSandbox } from '#lib/sandbox/serve-http.ts'

const vendors = ['loova', 'outai', 'seedance2ai', 'uniall', 'seedance2ink']
const port = Number(process.env.SANDBOX_PORT ?? 4010)
const renderSeconds = Number(process.env.SANDBOX_RENDER_SECONDS ?? 6)
const directory = path.resolve(process.env.SANDBOX_DIR ?? path.join(process.env.DATA_DIR ?? './data', 'sandbox-server'))
if (!Number.isInteger(port) || port < 1 || port > 65_535 || !Number.isFinite(renderSeconds) || renderSeconds < 0) {
  console.error('SANDBOX_PORT must be a port number and SANDBOX_RENDER_SECONDS a number of seconds.')
  process.exit(1)
}

const sandbox = createSandbox({
  directory,
  renderSeconds,
  origin: `http://127.0.0.1:${port}`,
  // A tool for this machine: it fetches whatever its user names, as a vendor would.
  async fetchReference(url) {
    const response = await fetch(url, { signal: AbortSignal.timeout(30_000) }).catch(() => null)
    return response?.ok ? (response.body ?? []) : null
  },
  async deliverCallback(url, body) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    }).catch(() => null)
    return response?.status ?? null
  },
})

const server = serveSandbox(sandbox)
server.on('error', (error) => {
  console.error(`The sandbox cannot listen on port ${port}: ${error.message}`)
  process.exit(1)
})
server.listen(port, '127.0.0.1', () => {
  console.log(`Sandbox at ${sandbox.origin}, a generation takes ${renderSeconds} s, files in ${directory}\n`)
  for (const vendor of vendors) console.log(`  ${vendor.padEnd(13)} ${sandbox.baseUrl(vendor).padEnd(44)} key ${sandbox.apiKey(vendor)}`)
  console.log(`\n  every accepted create: ${sandbox.origin}/_ledger`)
})

async function stop() {
  server.close()
  server.closeAllConnections()
  await sandbox.close()
  process.exit(0)
}
process.on('SIGINT', () => void stop())
process.on('SIGTERM', () => void stop())
