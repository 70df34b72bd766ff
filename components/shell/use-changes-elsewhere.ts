'use client'

import { useEffect } from 'react'
import { hearOtherTabs, type TabNews } from '#components/shell/other-tabs.ts'

const quietMs = 20_000
/** Coming back to a tab is told twice, as seen and as focused. */
const onceMs = 1_000

/**
 * Looks when a person comes back to the tab. With a topic also when another tab tells of it and every twenty seconds, for what was done on
 * the phone or by a script; only while the tab is seen.
 * @param look stays the same. `isQuiet`: nobody has just done anything here.
 */
export function useChangesElsewhere(look: (isQuiet: boolean) => void, topic?: keyof TabNews): void {
  useEffect(() => {
    const isSeen = () => document.visibilityState === 'visible'
    let lookedAt = 0
    const comeBack = () => {
      if (!isSeen() || Date.now() - lookedAt < onceMs) return
      lookedAt = Date.now()
      look(false)
    }
    const lookQuietly = () => {
      if (isSeen()) look(true)
    }
    document.addEventListener('visibilitychange', comeBack)
    window.addEventListener('focus', comeBack)
    const stopHearing = topic && hearOtherTabs(topic, lookQuietly)
    const timer = topic && window.setInterval(lookQuietly, quietMs)
    return () => {
      document.removeEventListener('visibilitychange', comeBack)
      window.removeEventListener('focus', comeBack)
      stopHearing?.()
      window.clearInterval(timer)
    }
  }, [look, topic])
}
