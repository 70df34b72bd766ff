'use client'

import { memo, type ReactNode } from 'react'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { Slider } from '#components/ui/slider.tsx'
import type { DurationRule } from '#lib/vendors/vendor.ts'

export interface DurationFieldProps {
  controlId: string
  value: string
  rule: DurationRule | null
  error: ReactNode
  warning: ReactNode
  onChange: (value: string) => void
  /** The browser hides what it cannot read as a number: the field looks empty then, and empty is allowed. */
  onReadable: (isReadable: boolean) => void
}

/** The number is the field; the slider is a companion for the hand and hidden from assistive technology. */
export const DurationField = memo(function DurationField(props: DurationFieldProps) {
  const { controlId, value, rule, error, warning, onChange, onReadable } = props
  const values = rule?.values ?? []
  const least = values[0] ?? 1
  const most = values.at(-1) ?? 60
  const current = Number(value === '' ? (rule?.default ?? least) : value)
  return (
    <Field
      label="Duration"
      controlId={controlId}
      labelEnd={<span className="text-faint-foreground text-xs tabular-nums">{rangeWords(values)}</span>}
      error={error}
      warning={warning}
    >
      <div className="flex items-center gap-3">
        <div className="relative w-20 shrink-0">
          <Input
            type="number"
            min={least}
            max={most}
            step={1}
            inputMode="numeric"
            value={value}
            placeholder={rule ? String(rule.default) : undefined}
            onChange={(event) => {
              onReadable(!event.target.validity.badInput)
              onChange(event.target.value)
            }}
            // A page scrolled with the pointer over the field must not change the length of the take.
            onWheel={(event) => event.currentTarget.blur()}
            className="appearance-[textfield] pr-6 tabular-nums [&::-webkit-inner-spin-button]:appearance-none"
          />
          <span aria-hidden className="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-faint-foreground text-xs">
            s
          </span>
        </div>
        <Slider
          aria-hidden
          tabIndex={-1}
          min={0}
          max={Math.max(0, values.length - 1)}
          step={1}
          value={nearestIndex(values, current)}
          onChange={(event) => {
            onReadable(true)
            onChange(String(values[Number(event.target.value)] ?? ''))
          }}
          disabled={values.length === 0}
        />
      </div>
    </Field>
  )
})

function rangeWords(values: readonly number[]): string {
  const least = values[0]
  const most = values.at(-1)
  if (least === undefined || most === undefined) return ''
  return most - least + 1 === values.length ? `${least}–${most} s` : `${values.join(' or ')} s`
}

function nearestIndex(values: readonly number[], wanted: number): number {
  let best = 0
  values.forEach((value, index) => {
    if (Math.abs(value - wanted) < Math.abs((values[best] ?? 0) - wanted)) best = index
  })
  return best
}
