/** The promise to whoever sent SIGTERM is ten seconds. */
const stopMs = 9_500

/** Ends the process after `stop` on SIGTERM or SIGINT; a second signal, or `stop` taking too long, ends it at once. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) process.exit(1)
      isStopping = true
      console.log('Stopping …')
      setTimeout(() => process.exit(1), stopMs).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error('Did not stop cleanly:', error)
          process.exit(1)
        },
      )
    })
  }
}
