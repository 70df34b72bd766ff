import { DriftNotices } from '#components/settings/drift-notices.tsx'
import type { DriftNotice } from '#components/settings/drift-words.ts'
import type { VendorActions } from '#components/settings/settings-actions.ts'
import { SettingsSection } from '#components/settings/settings-section.tsx'
import { VendorRow } from '#components/settings/vendor-row.tsx'
import { Card } from '#components/ui/card.tsx'
import type { ConnectionView } from '#lib/generation/task-view.ts'

export interface VendorsSectionProps {
  connections: readonly ConnectionView[]
  notices: readonly DriftNotice[]
  actions: VendorActions
}

export function VendorsSection({ connections, notices, actions }: VendorsSectionProps) {
  return (
    <SettingsSection
      id="vendors"
      title="Vendors"
      description="Where takes are made. A vendor without a key runs on the built-in sandbox, which costs nothing."
    >
      <Card>
        <ul className="flex flex-col divide-y divide-border">
          {connections.map((connection) => (
            <VendorRow key={connection.vendor} connection={connection} actions={actions} />
          ))}
        </ul>
      </Card>
      {notices.length > 0 && <DriftNotices notices={notices} />}
    </SettingsSection>
  )
}
