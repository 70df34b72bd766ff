import { parseEnv } from '#lib/env.ts'
import { startedRuntime } from '#lib/running-runtime.ts'
import { createRuntime } from '#lib/runtime.ts'

export async function startInstrumentedRuntime(): Promise<void> {
  try {
    const parsed = parseEnv(process.env)
    if (!parsed.ok) throw new Error(parsed.mistakes.join('\n'))
    const runtime = await createRuntime(parsed.env)
    await runtime.start()
    startedRuntime().resolve(runtime)
  } catch (error) {
    // Thrown on from here, Next.js would print its stack and go on serving.
    startedRuntime().reject(error)
  }
}
