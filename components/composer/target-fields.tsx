'use client'

import { memo } from 'react'
import type { Draft } from '#components/composer/draft.ts'
import { type FieldName, fieldLabels } from '#components/composer/field-labels.ts'
import type { FieldMessages } from '#components/composer/field-messages.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import { type Mode, modeLabels, modes, type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendorList, vendors } from '#lib/vendors/registry.ts'

export interface TargetFieldsProps {
  vendorId: VendorId
  modelId: string
  mode: Mode
  state: ConnectionView['state'] | null
  controlIdOf: (field: FieldName) => string
  messageOf: (field: FieldName) => FieldMessages
  onChange: (patch: Partial<Draft>) => void
}

/** Where it runs, with what, and in which mode: all other fields follow from these. */
export const TargetFields = memo(function TargetFields(props: TargetFieldsProps) {
  const { vendorId, modelId, mode, state, controlIdOf, messageOf, onChange } = props
  const vendor = vendors[vendorId]
  const offeredModes = modes.filter((one) => vendor.rules[modelId]?.[one])
  return (
    <div className="grid grid-cols-2 gap-x-3 gap-y-4">
      <Field
        label={fieldLabels.vendor}
        controlId={controlIdOf('vendor')}
        labelEnd={
          state !== null &&
          state !== 'live' && (
            <Badge tone="outline" className="h-4 font-normal">
              {state === 'sandbox' ? 'Sandbox' : 'Off'}
            </Badge>
          )
        }
        {...messageOf('vendor')}
      >
        <Select
          value={vendorId}
          onChange={(event) => {
            const next = vendorIds.find((id) => id === event.target.value)
            if (next) onChange({ vendor: next })
          }}
        >
          {vendorList.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={fieldLabels.model} controlId={controlIdOf('model')} {...messageOf('model')}>
        <Select value={modelId} onChange={(event) => onChange({ model: event.target.value, modelVendor: vendorId })}>
          {vendor.models.map((model) => (
            <option key={model.id} value={model.id}>
              {model.name}
            </option>
          ))}
          {!vendor.models.some((model) => model.id === modelId) && <option value={modelId}>{modelId}</option>}
        </Select>
      </Field>
      <Field label={fieldLabels.mode} controlId={controlIdOf('mode')} className="col-span-2" {...messageOf('mode')}>
        <Select
          value={mode}
          onChange={(event) => {
            const next = modes.find((one) => one === event.target.value)
            if (next) onChange({ mode: next })
          }}
        >
          {[...offeredModes, ...(offeredModes.includes(mode) ? [] : [mode])].map((one) => (
            <option key={one} value={one}>
              {modeLabels[one]}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  )
})
