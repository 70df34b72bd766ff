import type { VendorAccount } from '#lib/data/vendor-health.ts'

export interface DispatcherOptions<Work> {
  /** How many run at once in this process, and of one account, so that a slow vendor does not fill all places. */
  places: number
  placesPerAccount: number
  /**
   * Takes due work out of the database, at most `count` of it, and begins each piece at once: what is claimed must be done, whatever fails
   * after that. Resolves with true when there may be more.
   */
  claim(room: { count: number; except: readonly VendorAccount[] }, begin: (work: Work) => void): Promise<boolean>
  work(work: Work): Promise<void>
  taskOf(work: Work): VendorAccount & { id: string }
  /** The work itself threw, or with null the claim. */
  onError(error: unknown, taskId: string | null): void
}

export interface Dispatcher {
  /** Claims and begins due work until there is none, or no room. Resolves with true when work was found. */
  run(): Promise<boolean>
  /** Claims no more; resolves when what is under way has ended. */
  stop(): Promise<void>
}

/** Places that become free within this time are filled by one claim. */
const gatherMs = 5
/** Whoever waits for room is left to other processes, so at most this much is claimed at once. */
const largestClaim = 40

export function createDispatcher<Work>(options: DispatcherOptions<Work>): Dispatcher {
  const underWay = new Set<Promise<void>>()
  const busy = new Map<string, { account: VendorAccount; count: number }>()
  let isStopped = false
  let claiming: Promise<boolean> | null = null
  let mustClaimAgain = false
  /** The last claim may have left something behind for want of room. */
  let isMoreDue = false

  const begin = (work: Work) => {
    const { id, vendor, isSandbox } = options.taskOf(work)
    const key = `${vendor}${isSandbox}`
    const place = busy.get(key) ?? { account: { vendor, isSandbox }, count: 0 }
    busy.set(key, place)
    place.count++
    const running = options
      .work(work)
      .catch((error: unknown) => options.onError(error, id))
      .finally(() => {
        underWay.delete(running)
        place.count--
        if (isMoreDue) runSoon()
      })
    underWay.add(running)
  }

  const claimAll = async (): Promise<boolean> => {
    // What else rings in this turn of the event loop goes along.
    await new Promise((resolve) => setImmediate(resolve))
    let hasFound = false
    do {
      mustClaimAgain = false
      const except = [...busy.values()].filter((place) => place.count >= options.placesPerAccount).map((place) => place.account)
      const count = Math.min(options.places - underWay.size, options.placesPerAccount, largestClaim)
      if (count <= 0) {
        isMoreDue = true
        break
      }
      isMoreDue = except.length > 0
      try {
        const isMore = await options.claim({ count, except }, (work) => {
          hasFound = true
          begin(work)
        })
        if (isMore) mustClaimAgain = true
      } catch (error) {
        options.onError(error, null)
        break
      }
    } while (mustClaimAgain && !isStopped)
    // In the same breath as the look at `mustClaimAgain`, so that no ring falls between the two.
    claiming = null
    return hasFound
  }

  const run = (): Promise<boolean> => {
    if (isStopped) return Promise.resolve(false)
    mustClaimAgain = true
    claiming ??= claimAll()
    return claiming
  }

  let soon: NodeJS.Timeout | undefined
  const runSoon = () => {
    if (soon) return
    soon = setTimeout(() => {
      soon = undefined
      void run()
    }, gatherMs)
  }

  return {
    run,
    async stop() {
      isStopped = true
      await claiming
      await Promise.all(underWay)
    },
  }
}
