import path from 'node:path'
import { z } from 'zod'
import { vendorIds } from '#lib/generation/request.ts'
import { findFreePort } from '../scripts/find-free-port.ts'
import { startVictim, type Victim } from './victim.ts'

const ledgerSchema = z.object({
  creates: z.array(
    z.object({ vendor: z.string(), vendorTaskId: z.string(), prompt: z.string(), creditsCharged: z.number(), isRefunded: z.boolean() }),
  ),
})
export type LedgerEntry = z.infer<typeof ledgerSchema>['creates'][number]

export interface SandboxProcess {
  /** `<VENDOR>_API_KEY` and `<VENDOR>_BASE_URL` for a server that takes this for the real vendors. */
  env: Record<string, string>
  ledger(): Promise<LedgerEntry[]>
  stop(): Promise<void>
}

/** The vendors, in a process of their own that nobody kills: what they remember is the truth. */
export async function startSandboxProcess(directory: string, renderSeconds: number): Promise<SandboxProcess> {
  const port = await findFreePort()
  const process: Victim = startVictim(
    'scripts/sandbox.ts',
    { SANDBOX_PORT: String(port), SANDBOX_RENDER_SECONDS: String(renderSeconds), SANDBOX_DIR: path.join(directory, 'sandbox') },
    path.join(directory, 'sandbox.log'),
  )
  await process.hear(/every accepted create: /)
  const env: Record<string, string> = {}
  for (const vendor of vendorIds) {
    const [, baseUrl = '', key = ''] = await process.hear(new RegExp(`^ +${vendor} +(http\\S+) +key (\\S+)$`, 'm'))
    env[`${vendor.toUpperCase()}_BASE_URL`] = baseUrl
    env[`${vendor.toUpperCase()}_API_KEY`] = key
  }
  return {
    env,
    async ledger() {
      const response = await fetch(`http://127.0.0.1:${port}/_ledger`, { signal: AbortSignal.timeout(60_000) })
      return ledgerSchema.parse(await response.json()).creates
    },
    stop: async () => void (await process.kill('SIGTERM')),
  }
}
