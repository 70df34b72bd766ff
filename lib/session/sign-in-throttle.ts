const burst = 10
const secondsPerAttempt = 20
/** Strangers may try any number of addresses; memory must not grow with them. */
const maxAccounts = 10_000

export interface SignInThrottle {
  /** 0 when an attempt may be made now, else how many seconds to wait. */
  begin(account: string): number
  /** A right password proves the person: what was counted is forgotten. */
  succeed(account: string): void
}

/** Ten wrong passwords at once, then one every 20 seconds: guessing takes years, a forgetful person waits a moment. */
export function createSignInThrottle({ now }: { now: () => number }): SignInThrottle {
  const accounts = new Map<string, { attempts: number; at: number }>()
  return {
    begin(account) {
      const time = now()
      const known = accounts.get(account)
      const forgiven = known ? (time - known.at) / 1000 / secondsPerAttempt : 0
      const attempts = Math.max(0, (known?.attempts ?? 0) - forgiven)
      if (attempts > burst - 1) return Math.ceil((attempts - burst + 1) * secondsPerAttempt)
      accounts.delete(account)
      accounts.set(account, { attempts: attempts + 1, at: time })
      if (accounts.size > maxAccounts) {
        const oldest = accounts.keys().next()
        if (!oldest.done) accounts.delete(oldest.value)
      }
      return 0
    },
    succeed(account) {
      accounts.delete(account)
    },
  }
}
