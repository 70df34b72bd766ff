import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findFreePort } from './find-free-port.ts'
import { runPlaywright, type Tally } from './test-step.ts'

/** Runs the browser tests against a production server with a data directory of its own, removed afterwards. */
export async function runE2e(chromiumPath: string, args: readonly string[] = []): Promise<Tally> {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), 'dailies-e2e-'))
  try {
    return await runPlaywright(args, {
      CHROMIUM_PATH: chromiumPath,
      E2E_PORT: String(await findFreePort()),
      E2E_DATA_DIR: dataDirectory,
    })
  } finally {
    rmSync(dataDirectory, { recursive: true, force: true })
  }
}
