'use client'

import { ArchiveRestore } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import type { Assessment } from '#components/composer/assess-draft.ts'
import { type Draft, pendingFields, referenceKinds } from '#components/composer/draft.ts'
import { DurationField } from '#components/composer/duration-field.tsx'
import { type FieldName, fieldLabels } from '#components/composer/field-labels.ts'
import { IssueList } from '#components/composer/issue-list.tsx'
import { OptionFields, withCurrent } from '#components/composer/option-fields.tsx'
import { listReferences } from '#components/composer/project-draft.ts'
import { PromptField, type PromptHandle } from '#components/composer/prompt-field.tsx'
import { ReferenceField } from '#components/composer/reference-field.tsx'
import { useIssuesByField } from '#components/composer/use-issues-by-field.ts'
import type { ReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { Badge } from '#components/ui/badge.tsx'
import { Field } from '#components/ui/field.tsx'
import { Select } from '#components/ui/select.tsx'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import { modeLabels, modes, type VendorId, vendorIds } from '#lib/generation/request.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { usualChoice } from '#lib/vendors/check-rules.ts'
import { vendorList, vendors } from '#lib/vendors/registry.ts'

const none: readonly Issue[] = []

export interface ComposerFieldsProps {
  draft: Draft
  assessment: Assessment
  connections: readonly ConnectionView[]
  /** Those to show. */
  issues: readonly Issue[]
  uploads: ReferenceUploads | null
  controlIdOf: (field: FieldName) => string
  onChange: (patch: Partial<Draft>) => void
  onTouch: (field: string) => void
  onFix: (fix: Fix) => void
  onDurationReadable: (isReadable: boolean) => void
}

/** The fields that the present vendor, model and mode have, in the order in which a shot is thought of. */
export function ComposerFields(props: ComposerFieldsProps) {
  const { draft, assessment, connections, issues, uploads, controlIdOf, onChange, onTouch, onFix, onDurationReadable } = props
  const { rules, modelId, mode: currentMode, setAside } = assessment
  const { images, videos, audios, pendingImages, pendingVideos, pendingAudios } = draft
  const vendor = vendors[draft.vendor]
  const offeredModes = modes.filter((mode) => vendor.rules[modelId]?.[mode])
  const connection = connections.find((one) => one.vendor === draft.vendor)
  const byField = useIssuesByField(issues)
  const issuesOf = (field: FieldName) => byField.get(field) ?? none
  const messageOf = (field: FieldName) => {
    const errors = issuesOf(field).filter((issue) => issue.severity === 'error')
    const warnings = issuesOf(field).filter((issue) => issue.severity === 'warning')
    return {
      error: errors.length > 0 && <IssueList issues={errors} onFix={onFix} />,
      warning: warnings.length > 0 && <IssueList issues={warnings} onFix={onFix} />,
    }
  }
  const promptHandle = useRef<PromptHandle>(null)
  const mention = useCallback((text: string) => promptHandle.current?.insert(text), [])
  const files = useMemo(
    () => ({
      images: rules && rules.images === null ? [] : listReferences({ images, pendingImages }, 'images'),
      videos: rules && rules.videos === null ? [] : listReferences({ videos, pendingVideos }, 'videos'),
      audios: rules && rules.audios === null ? [] : listReferences({ audios, pendingAudios }, 'audios'),
    }),
    [rules, images, videos, audios, pendingImages, pendingVideos, pendingAudios],
  )
  const shownKinds = referenceKinds.filter((kind) => (rules ? rules[kind] !== null : draft[kind].length > 0))

  return (
    <div className="flex flex-col gap-5">
      <div className="grid grid-cols-2 gap-x-3 gap-y-4">
        <Field
          label={fieldLabels.vendor}
          controlId={controlIdOf('vendor')}
          labelEnd={
            connection &&
            connection.state !== 'live' && (
              <Badge tone="outline" className="h-4 font-normal">
                {connection.state === 'sandbox' ? 'Sandbox' : 'Off'}
              </Badge>
            )
          }
          {...messageOf('vendor')}
        >
          <Select
            value={draft.vendor}
            onChange={(event) => {
              const next = findVendorId(event.target.value)
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
          <Select value={modelId} onChange={(event) => onChange({ model: event.target.value, modelVendor: draft.vendor })}>
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
            value={currentMode}
            onChange={(event) => {
              const next = modes.find((mode) => mode === event.target.value)
              if (next) onChange({ mode: next })
            }}
          >
            {[...offeredModes, ...(offeredModes.includes(currentMode) ? [] : [currentMode])].map((mode) => (
              <option key={mode} value={mode}>
                {modeLabels[mode]}
              </option>
            ))}
          </Select>
        </Field>
      </div>

      <PromptField
        controlId={controlIdOf('prompt')}
        prompt={draft.prompt}
        isOptional={rules?.prompt.value === 'optional'}
        files={files}
        handle={promptHandle}
        onChange={(prompt) => onChange({ prompt })}
        onTouch={() => onTouch('prompt')}
        {...messageOf('prompt')}
      />

      {shownKinds.map((kind) => (
        <ReferenceField
          key={kind}
          kind={kind}
          controlId={controlIdOf(kind)}
          references={draft[kind]}
          pending={draft[pendingFields[kind]]}
          count={rules?.[kind]?.count.value ?? null}
          issues={issuesOf(kind)}
          uploads={uploads}
          onChange={onChange}
          onTouch={onTouch}
          onMention={mention}
          onFix={onFix}
        />
      ))}

      <div className="grid grid-cols-2 gap-x-3 gap-y-4">
        <ChoiceField field="ratio" {...props} message={messageOf('ratio')} />
        <ChoiceField field="resolution" {...props} message={messageOf('resolution')} />
        <div className="col-span-2">
          <DurationField
            controlId={controlIdOf('duration')}
            value={draft.duration}
            rule={rules?.duration.value ?? null}
            onChange={(duration) => onChange({ duration })}
            onReadable={onDurationReadable}
            {...messageOf('duration')}
          />
        </div>
      </div>

      <OptionFields
        draft={draft}
        rules={rules}
        controlIdOf={controlIdOf}
        messageOf={messageOf}
        hasMessage={(field) => issuesOf(field).length > 0}
        onChange={onChange}
      />

      <p role="status" className="flex items-start gap-2 text-faint-foreground text-xs empty:hidden">
        {setAside.length > 0 && (
          <>
            <ArchiveRestore aria-hidden className="mt-0.5 size-3.5 shrink-0" />
            <span>
              Kept aside, because {vendor.name} has no place for it in this mode: {setAside.join(', ')}. It comes back when you switch back.
            </span>
          </>
        )}
      </p>
    </div>
  )
}

interface ChoiceFieldProps extends ComposerFieldsProps {
  field: 'ratio' | 'resolution'
  message: { error: React.ReactNode; warning: React.ReactNode }
}

/** The value that will hold is always in sight: the person's own, else the vendor's default, else words for "not chosen". */
function ChoiceField({ field, draft, assessment, controlIdOf, onChange, message }: ChoiceFieldProps) {
  const { rules } = assessment
  const rule = rules?.[field].value
  const value = draft[field]
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
    <Field label={fieldLabels[field]} controlId={controlIdOf(field)} {...message}>
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
}

function findVendorId(value: string): VendorId | null {
  return vendorIds.find((id) => id === value) ?? null
}
