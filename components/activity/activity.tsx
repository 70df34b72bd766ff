import { RefreshEvery } from '#components/activity/refresh-every.tsx'
import { TaskList } from '#components/activity/task-list.tsx'
import { VendorActivity } from '#components/activity/vendor-activity.tsx'
import { Callout } from '#components/ui/callout.tsx'
import type { ActivityView } from '#lib/generation/activity-view.ts'

const refreshMs = 5_000
/** A few alarms are always about to ring. */
const manyLateAlarms = 50

export function Activity({ activity }: { activity: ActivityView }) {
  const { unconfirmed, underWay, waiting, waitingCount, storageWaits, lateAlarms } = activity
  const unlisted = waitingCount - waiting.length
  return (
    <>
      <RefreshEvery ms={refreshMs} />
      {storageWaits > 0 && (
        <Callout tone="danger" title="The storage is full or away">
          <p>
            {storageWaits === 1 ? 'A finished take waits' : `${storageWaits} finished takes wait`} to be saved. Nothing is lost while the
            vendors keep the files; make room, or bring the storage back.
          </p>
        </Callout>
      )}
      {lateAlarms > manyLateAlarms && (
        <Callout tone="warning" title="The workers are behind">
          <p>{lateAlarms.toLocaleString('en')} alarms should have rung already. Is a worker running?</p>
        </Callout>
      )}
      {unconfirmed.length > 0 && (
        <TaskList
          title="Unconfirmed"
          description="Sent, but the vendor’s answer never came. Only the person who made the take can say what became of it."
          tasks={unconfirmed}
          emptyWords=""
        />
      )}
      <TaskList title="Under way" tasks={underWay} emptyWords="Nothing runs at the moment." />
      <TaskList
        title="Waiting"
        tasks={waiting}
        emptyWords="Nobody waits."
        description={unlisted > 0 ? `The ${waiting.length} oldest of ${waitingCount.toLocaleString('en')}.` : undefined}
      />
      <section aria-labelledby="activity-vendors" className="flex flex-col gap-3">
        <h2 id="activity-vendors" className="font-semibold text-lg">
          Vendors
        </h2>
        <ul className="grid gap-3 lg:grid-cols-2">
          {activity.vendors.map((vendor) => (
            <VendorActivity key={vendor.vendor} activity={vendor} />
          ))}
        </ul>
      </section>
    </>
  )
}
