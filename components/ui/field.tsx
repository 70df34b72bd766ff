'use client'

import { createContext, type ReactNode, useContext, useId } from 'react'
import { cn } from '#components/ui/cn.ts'

interface FieldContextValue {
  controlId: string
  describedBy: string | undefined
  isInvalid: boolean
}

const FieldContext = createContext<FieldContextValue | null>(null)

interface ControlAttributes {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: boolean | 'true' | 'false' | 'grammar' | 'spelling'
}

/** What ties a control to the label, description and message of the `Field` around it. */
export function useFieldControl(own: ControlAttributes): ControlAttributes {
  const field = useContext(FieldContext)
  if (!field) return own
  const describedBy = [own['aria-describedby'], field.describedBy].filter(Boolean).join(' ')
  return {
    id: own.id ?? field.controlId,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
    'aria-invalid': own['aria-invalid'] ?? (field.isInvalid || undefined),
  }
}

export interface FieldProps {
  label: string
  /** Keeps the label for assistive technology only. */
  isLabelHidden?: boolean
  /** Stands at the end of the label's line, outside the label. */
  labelEnd?: ReactNode
  description?: ReactNode
  /** The message beside the field; announced politely when it appears. */
  error?: ReactNode
  /** A message that does not make the field invalid. */
  warning?: ReactNode
  /** The control's own id, when somebody outside needs it. */
  controlId?: string
  className?: string
  children: ReactNode
}

/** Label, control, description and message; any Input, Textarea, Select or NumberInput inside is wired to them. */
export function Field({ label, isLabelHidden, labelEnd, description, error, warning, controlId, className, children }: FieldProps) {
  const ownId = useId()
  const id = controlId ?? ownId
  const hasError = error !== undefined && error !== null && error !== false && error !== ''
  const hasWarning = warning !== undefined && warning !== null && warning !== false && warning !== ''
  const describedBy = [description ? `${id}-description` : null, hasError || hasWarning ? `${id}-message` : null].filter(Boolean).join(' ')
  return (
    <FieldContext value={{ controlId: id, describedBy: describedBy === '' ? undefined : describedBy, isInvalid: hasError }}>
      <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
        <div className={cn('flex min-h-4 items-center justify-between gap-2', isLabelHidden && 'sr-only')}>
          <label htmlFor={id} className="font-medium text-muted-foreground text-xs">
            {label}
          </label>
          {labelEnd}
        </div>
        {children}
        {description && (
          <p id={`${id}-description`} className="text-faint-foreground text-xs">
            {description}
          </p>
        )}
        <div id={`${id}-message`} aria-live="polite" className="empty:hidden">
          {hasError && <FieldMessage tone="danger">{error}</FieldMessage>}
          {hasWarning && <FieldMessage tone="warning">{warning}</FieldMessage>}
        </div>
      </div>
    </FieldContext>
  )
}

export function FieldMessage({ tone, children }: { tone: 'danger' | 'warning'; children: ReactNode }) {
  return <div className={cn('text-xs', tone === 'danger' ? 'text-danger' : 'text-warning')}>{children}</div>
}
