/** Next.js calls this once before the server answers; the pages find the running context from here on. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs' || process.env.NEXT_PHASE === 'phase-production-build') return
  const { startInstrumentedRuntime } = await import('./instrumentation-node.ts')
  await startInstrumentedRuntime()
}
