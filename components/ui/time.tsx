'use client'

import { useIsBrowser } from '#components/ui/use-is-browser.ts'

/** The server does not know the reader's time zone, so it writes UTC and the browser puts its own in its place. */
const formats = {
  /** The year is left out while it is this one. */
  date: { year: 'numeric', month: 'short', day: 'numeric' },
  minute: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>

const whole = { dateStyle: 'full', timeStyle: 'long' } as const satisfies Intl.DateTimeFormatOptions

/** Of takes of the same day only the time of day tells which is which. */
export function recentWords(at: string, now: Date, timeZone?: string): string | null {
  const zone = timeZone === undefined ? {} : { timeZone }
  const dayOf = (date: Date) =>
    new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', ...zone }).format(date)
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...zone }).format(new Date(at))
  const days = Math.round((Date.parse(dayOf(now)) - Date.parse(dayOf(new Date(at)))) / 86_400_000)
  return days === 0 ? `Today ${time}` : days === 1 ? `Yesterday ${time}` : null
}

export interface TimeProps {
  /** ISO 8601. */
  at: string
  /** `recent`: the time of day too while it is of today or yesterday. */
  format?: keyof typeof formats | 'recent'
  className?: string
}

export function Time({ at, format = 'minute', className }: TimeProps) {
  const isBrowser = useIsBrowser()
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(!isBrowser && { timeZone: 'UTC' }) }).format(new Date(at))
  const recent = format === 'recent' ? recentWords(at, new Date(), isBrowser ? undefined : 'UTC') : null
  const options = formats[format === 'recent' ? 'date' : format]
  const isThisYear = new Date(at).getUTCFullYear() === new Date().getUTCFullYear()
  return (
    // Between the server's answer and the browser's the day may have changed.
    <time dateTime={at} title={write(whole)} className={className} suppressHydrationWarning>
      {recent ?? write(isThisYear ? { ...options, year: undefined } : options)}
    </time>
  )
}
