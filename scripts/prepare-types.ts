import { prepareClient } from './prepare-client.ts'
import { withPrepareLock } from './prepare-lock.ts'
import { runNode } from './run-child.ts'

/** Writes what the type checker needs and git does not keep: the database client, the route types and `next-env.d.ts`. */
export function prepareTypes(): Promise<boolean> {
  return withPrepareLock(async () => {
    if (!(await prepareClient())) return false
    const result = await runNode(['node_modules/next/dist/bin/next', 'typegen'], { output: 'quiet' })
    if (!result.ok) console.error(result.output)
    return result.ok
  })
}
