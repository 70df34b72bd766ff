'use client'

import { ArchiveRestore } from 'lucide-react'
import { useCallback, useMemo, useRef } from 'react'
import type { Assessment } from '#components/composer/assess-draft.ts'
import { ChoiceField } from '#components/composer/choice-field.tsx'
import { type Draft, pendingFields } from '#components/composer/draft.ts'
import { DurationField } from '#components/composer/duration-field.tsx'
import type { FieldName } from '#components/composer/field-labels.ts'
import { listMessages } from '#components/composer/field-messages.tsx'
import { hasRoom } from '#components/composer/has-room.ts'
import { OptionFields } from '#components/composer/option-fields.tsx'
import { listReferences } from '#components/composer/project-draft.ts'
import { PromptField, type PromptHandle } from '#components/composer/prompt-field.tsx'
import { ReferenceField } from '#components/composer/reference-field.tsx'
import { TargetFields } from '#components/composer/target-fields.tsx'
import { useIssuesByField } from '#components/composer/use-issues-by-field.ts'
import type { ReferenceUploads } from '#components/composer/use-reference-uploads.ts'
import { listFields } from '#lib/generation/file-kinds.ts'
import type { Fix, Issue } from '#lib/generation/issue.ts'
import type { ConnectionView } from '#lib/generation/task-view.ts'
import { vendors } from '#lib/vendors/registry.ts'

const none: readonly Issue[] = []
const framePlaces = ['First frame', 'Last frame']

export interface ComposerFieldsProps {
  draft: Draft
  assessment: Assessment
  connections: readonly ConnectionView[]
  /** Those to show. */
  issues: readonly Issue[]
  uploads: ReferenceUploads | null
  controlIdOf: (field: FieldName) => string
  onChange: (patch: Partial<Draft> | ((draft: Draft) => Draft)) => void
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
  const connection = connections.find((one) => one.vendor === draft.vendor)
  const byField = useIssuesByField(issues)
  const issuesOf = (field: FieldName) => byField.get(field) ?? none
  const messageOf = useMemo(() => listMessages(byField, onFix), [byField, onFix])
  const promptHandle = useRef<PromptHandle>(null)
  const mention = useCallback((text: string) => promptHandle.current?.insert(text), [])
  const changeDuration = useCallback((duration: string) => onChange({ duration }), [onChange])
  const files = useMemo(
    () => ({
      images: rules && rules.images === null ? [] : listReferences({ images, pendingImages }, 'images'),
      videos: rules && rules.videos === null ? [] : listReferences({ videos, pendingVideos }, 'videos'),
      audios: rules && rules.audios === null ? [] : listReferences({ audios, pendingAudios }, 'audios'),
    }),
    [rules, images, videos, audios, pendingImages, pendingVideos, pendingAudios],
  )
  const { upscale, seed, generateAudio, watermark, cameraFixed, returnLastFrame } = draft
  const options = useMemo(
    () => ({ upscale, seed, generateAudio, watermark, cameraFixed, returnLastFrame }),
    [upscale, seed, generateAudio, watermark, cameraFixed, returnLastFrame],
  )
  const shownKinds = listFields.filter((kind) => (rules ? rules[kind] !== null : draft[kind].length > 0))

  return (
    <div className="flex flex-col gap-5">
      <TargetFields
        vendorId={draft.vendor}
        modelId={modelId}
        mode={currentMode}
        state={connection?.state ?? null}
        controlIdOf={controlIdOf}
        messageOf={messageOf}
        onChange={onChange}
      />

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
          vendorName={vendor.name}
          acceptsUploads={connection?.acceptsUploads ?? true}
          rule={rules?.[kind] ?? null}
          isFull={!hasRoom(draft, assessment, kind)}
          issues={issuesOf(kind)}
          uploads={uploads}
          places={kind === 'images' && assessment.mode === 'first_last_frames' ? framePlaces : null}
          onChange={onChange}
          onTouch={onTouch}
          onMention={mention}
          onFix={onFix}
        />
      ))}

      <div className="grid grid-cols-2 gap-x-3 gap-y-4">
        {(['ratio', 'resolution'] as const).map((field) => (
          <ChoiceField
            key={field}
            field={field}
            value={draft[field]}
            rules={rules}
            controlId={controlIdOf(field)}
            onChange={onChange}
            {...messageOf(field)}
          />
        ))}
        <div className="col-span-2">
          <DurationField
            controlId={controlIdOf('duration')}
            value={draft.duration}
            rule={rules?.duration.value ?? null}
            onChange={changeDuration}
            onReadable={onDurationReadable}
            {...messageOf('duration')}
          />
        </div>
      </div>

      <OptionFields values={options} rules={rules} controlIdOf={controlIdOf} messageOf={messageOf} onChange={onChange} />

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
