import { Badge } from '#components/ui/badge.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ActivityVendor } from '#lib/generation/activity-view.ts'
import { failureWords, isFailureCode } from '#lib/generation/failure.ts'
import { vendors } from '#lib/vendors/registry.ts'

/** A vendor's places, its circuit, and what it said last. */
export function VendorActivity({ activity }: { activity: ActivityVendor }) {
  const { name } = vendors[activity.vendor]
  return (
    <li className="flex min-w-0 flex-col gap-3 rounded-xl border border-border bg-card p-4 text-sm">
      <header className="flex flex-wrap items-center gap-2">
        <h3 className="font-medium text-base">{name}</h3>
        {activity.isSandbox && <Badge tone="outline">Sandbox</Badge>}
        {activity.health.state === 'down' && <Badge tone="danger">Down</Badge>}
        {activity.health.state === 'ok' && activity.lately.accepted + activity.lately.finished > 0 && <Badge tone="success">Answers</Badge>}
        <span className="ml-auto text-muted-foreground tabular-nums">{placesWords(activity)}</span>
      </header>
      {activity.health.since !== null && (
        <p className="text-danger">
          No answer since <Time at={activity.health.since} />; its takes wait and one call now and then finds out whether it is back.
        </p>
      )}
      {activity.pausedUntil !== null && (
        <p className="text-warning">
          It asked us to wait until <Time at={activity.pausedUntil} format="second" />.
        </p>
      )}
      {activity.lastFailure && (
        <p className="text-muted-foreground">
          Last call without an answer: <Time at={activity.lastFailure.at} />. {failureTitle(activity.lastFailure.code)}
        </p>
      )}
      {activity.events.length > 0 && <p className="text-muted-foreground tabular-nums">Last hour: {latelyWords(activity.lately)}.</p>}
      {activity.calls.length > 0 && (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-muted-foreground tabular-nums">
          <li>Calls by this server:</li>
          {activity.calls.map(({ call, count, failed, meanMs }) => (
            <li key={call}>
              {call} {count.toLocaleString('en')}
              {failed > 0 && <span className="text-warning">, {failed.toLocaleString('en')} failed</span>}, {secondsWords(meanMs)}
            </li>
          ))}
        </ul>
      )}
      {activity.events.length === 0 ? (
        <p className="text-muted-foreground">Nothing happened here lately.</p>
      ) : (
        <ol className="flex flex-col gap-1 border-border border-t pt-3">
          {activity.events.map((event) => (
            <li key={event.id} className="flex gap-3">
              <span className="shrink-0 text-faint-foreground tabular-nums">
                <Time at={event.at} format="second" />
              </span>
              <span className="min-w-0 break-words">{event.message}</span>
            </li>
          ))}
        </ol>
      )}
    </li>
  )
}

function failureTitle(code: string): string | null {
  return isFailureCode(code) ? failureWords[code].title : null
}

function latelyWords({ sent, accepted, answerMs, unconfirmed, finished, failed, checksFailed }: ActivityVendor['lately']): string {
  const told = (count: number, words: string) => (count === 0 ? [] : [`${count.toLocaleString('en')} ${words}`])
  const yes = answerMs === null ? 'accepted' : `accepted, usually within ${secondsWords(answerMs)}`
  const parts = [
    ...told(sent, 'sent'),
    ...told(accepted, yes),
    ...told(unconfirmed, 'unconfirmed'),
    ...told(finished, 'finished'),
    ...told(failed, 'failed'),
    ...told(checksFailed, checksFailed === 1 ? 'take could not be asked for' : 'takes could not be asked for'),
  ]
  return parts.length === 0 ? 'nothing sent' : parts.join(', ')
}

const secondsWords = (ms: number) => (ms < 1_000 ? `${ms.toLocaleString('en')} ms` : `${(ms / 1000).toFixed(1)} s`)

function placesWords({ running, waiting, limit, isLearnt }: ActivityVendor): string {
  const counts = `${running} running, ${waiting} waiting`
  if (limit === null) return counts
  return `${counts} · ${isLearnt ? `seems to take ${limit} at once` : `at most ${limit} at once`}`
}
