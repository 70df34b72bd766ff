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

export interface TimeProps {
  /** ISO 8601. */
  at: string
  format?: keyof typeof formats
  className?: string
}

export function Time({ at, format = 'minute', className }: TimeProps) {
  const isBrowser = useIsBrowser()
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(!isBrowser && { timeZone: 'UTC' }) }).format(new Date(at))
  const isThisYear = new Date(at).getUTCFullYear() === new Date().getUTCFullYear()
  return (
    <time dateTime={at} title={write(whole)} className={className}>
      {write(isThisYear ? { ...formats[format], year: undefined } : formats[format])}
    </time>
  )
}
