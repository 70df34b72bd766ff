'use client'

import { memo, useEffect, useState } from 'react'
import type { Draft, SwitchField } from '#components/composer/draft.ts'
import { switchFields } from '#components/composer/draft.ts'
import { type FieldName, fieldLabels } from '#components/composer/field-labels.ts'
import type { FieldMessages } from '#components/composer/field-messages.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Select } from '#components/ui/select.tsx'
import type { ModeRules } from '#lib/vendors/vendor.ts'

export type OptionValues = Pick<Draft, SwitchField | 'upscale' | 'seed'>

export interface OptionFieldsProps {
  values: OptionValues
  rules: ModeRules | null
  controlIdOf: (field: FieldName) => string
  messageOf: (field: FieldName) => FieldMessages
  onChange: (patch: Partial<Draft>) => void
}

const descriptions: Partial<Record<FieldName, string>> = {
  seed: 'A whole number; the same seed gives a similar take.',
}

/** What most takes leave to the vendor. Nothing here is sent unless it was set. */
export const OptionFields = memo(function OptionFields({ values, rules, controlIdOf, messageOf, onChange }: OptionFieldsProps) {
  const [isOpen, setIsOpen] = useState(false)
  const options = rules?.options.value ?? []
  const hasUpscale = rules !== null && rules.upscale.value.presence !== 'absent'
  const switches = switchFields.filter((field) => options.includes(field))
  const hasSeed = options.includes('seed')
  const shown: FieldName[] = [...(hasUpscale ? (['upscale'] as const) : []), ...switches, ...(hasSeed ? (['seed'] as const) : [])]
  const setCount = shown.filter((field) => isSet(values, field)).length
  const deservesSight = setCount > 0 || shown.some((field) => messageOf(field).error || messageOf(field).warning)
  useEffect(() => {
    if (deservesSight) setIsOpen(true)
  }, [deservesSight])
  if (shown.length === 0) return null
  return (
    <Disclosure
      summary="More options"
      aside={setCount > 0 ? `${setCount} set` : null}
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
    >
      <div className="grid grid-cols-2 gap-x-3 gap-y-4">
        {hasUpscale && (
          <Field label={fieldLabels.upscale} controlId={controlIdOf('upscale')} {...messageOf('upscale')}>
            <Select value={values.upscale} onChange={(event) => onChange({ upscale: event.target.value })}>
              <option value="">None</option>
              {withCurrent(rules.upscale.value.options, values.upscale).map((option) => (
                <option key={option} value={option}>
                  {option.toUpperCase()}
                </option>
              ))}
            </Select>
          </Field>
        )}
        {switches.map((field) => (
          <Field key={field} label={fieldLabels[field]} controlId={controlIdOf(field)} {...messageOf(field)}>
            <Select value={values[field]} onChange={(event) => onChange(switchPatch(field, event.target.value))}>
              <option value="default">Vendor’s default</option>
              <option value="on">On</option>
              <option value="off">Off</option>
            </Select>
          </Field>
        ))}
        {hasSeed && (
          <Field label={fieldLabels.seed} controlId={controlIdOf('seed')} description={descriptions.seed} {...messageOf('seed')}>
            <Input
              value={values.seed}
              onChange={(event) => onChange({ seed: event.target.value })}
              inputMode="numeric"
              placeholder="Random"
              autoComplete="off"
            />
          </Field>
        )}
      </div>
    </Disclosure>
  )
})

export function withCurrent(options: readonly string[], current: string): readonly string[] {
  return current === '' || options.includes(current) ? options : [...options, current]
}

function isSet(values: OptionValues, field: FieldName): boolean {
  if (field === 'upscale' || field === 'seed') return values[field].trim() !== ''
  return isSwitchField(field) && values[field] !== 'default'
}

function isSwitchField(field: string): field is SwitchField {
  return switchFields.some((known) => known === field)
}

function switchPatch(field: SwitchField, value: string): Partial<Draft> {
  return { [field]: value === 'on' || value === 'off' ? value : 'default' }
}
