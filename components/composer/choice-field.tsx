'use client'

import { memo } from 'react'
import type { Draft } from '#components/composer/draft.ts'
import { fieldLabels } from '#components/composer/field-labels.ts'
import type { FieldMessages } from '#components/composer/field-messages.tsx'
import { withCurrent } from '#components/composer/option-fields.tsx'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import { usualChoice } from '#lib/vendors/check-rules.ts'
import type { ModeRules } from '#lib/vendors/vendor.ts'

export interface ChoiceFieldProps extends FieldMessages {
  field: 'ratio' | 'resolution'
  value: string
  rules: ModeRules | null
  controlId: string
  onChange: (patch: Partial<Draft>) => void
}

/** The value that will hold is always in sight: the person's own, else the vendor's default, else words for "not chosen". */
export const ChoiceField = memo(function ChoiceField({ field, value, rules, controlId, error, warning, onChange }: ChoiceFieldProps) {
  const rule = rules?.[field].value
  if (rule?.presence === 'absent') {
    if (field !== 'ratio' || !rules?.ratioNote) return null
    return (
      <div className="flex flex-col gap-1.5">
        <span className="font-medium text-muted-foreground text-xs">Shape</span>
        <span className="flex h-8 items-center text-muted-foreground text-sm first-letter:uppercase">{rules.ratioNote}</span>
      </div>
    )
  }
  if (!rule && value === '') return null
  const fallback = rule?.default ?? (rule?.presence === 'required' ? usualChoice(field, rule.options) : undefined) ?? ''
  const shownValue = value === '' ? fallback : value
  return (
    <Field label={fieldLabels[field]} controlId={controlId} error={error} warning={warning}>
      <Select value={shownValue} onChange={(event) => onChange({ [field]: event.target.value })}>
        {fallback === '' && <option value="">Vendor decides</option>}
        {withCurrent(rule?.options ?? [], shownValue).map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    </Field>
  )
})
