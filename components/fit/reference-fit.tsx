'use client'

import { Scissors, Undo2, Wand2 } from 'lucide-react'
import { lazy, memo, Suspense, useEffect, useRef, useState } from 'react'
import { toast } from 'sonner'
import type { DraftReference } from '#components/composer/draft.ts'
import { factsFromUpload } from '#components/composer/reference-facts.ts'
import type { ClipRange } from '#components/fit/clip-range.ts'
import { EditFailure, EditProgress } from '#components/fit/edit-progress.tsx'
import { type ConvertAction, fitActionsFor, type TrimAction } from '#components/fit/fit-action.ts'
import { LinkFit } from '#components/fit/link-fit.tsx'
import { type EditStep, findUpload, makeEdit } from '#components/fit/make-edit.ts'
import { Button } from '#components/ui/button.tsx'
import { isTransferKey } from '#components/uploads/transfer-queue.ts'
import { transfers } from '#components/uploads/transfers.ts'
import type { ListField } from '#lib/generation/file-kinds.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { uploadEditSchema } from '#lib/generation/upload-edit.ts'
import type { ReferenceRule } from '#lib/vendors/vendor.ts'

const TrimDialog = lazy(() => import('#components/fit/trim-dialog.tsx'))

export interface ReferenceFitProps {
  kind: ListField
  index: number
  reference: DraftReference
  rule: ReferenceRule | null
  vendorName: string
  /** Whether a file that lies here can get on to the vendor. */
  acceptsUploads: boolean
  /** How long the other files of the list are together. */
  othersSeconds: number
  onReplace: (index: number, before: DraftReference, after: DraftReference) => void
}

interface OpenTrim {
  original: UploadView
  before: ClipRange | null
  action: TrimAction
}

/** What can be done to a file so that the vendor takes it; nothing where it fits. */
export const ReferenceFit = memo(function ReferenceFit(props: ReferenceFitProps) {
  return props.reference.upload === undefined ? <LinkFit {...props} /> : <UploadFit {...props} />
})

function UploadFit({ kind, index, reference, rule, vendorName, othersSeconds, onReplace }: ReferenceFitProps) {
  const [trim, setTrim] = useState<OpenTrim | null>(null)
  const [step, setStep] = useState<EditStep | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const stop = useRef<AbortController | null>(null)
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const { upload, original } = reference
  if (kind === 'images' || upload === undefined || isTransferKey(upload)) return null
  const actions = fitActionsFor(kind, reference, rule, othersSeconds)
  if (actions.length === 0 && !original) return null

  const replace = (made: UploadView) => onReplace(index, reference, factsFromUpload(made))
  const begin = () => {
    const controller = new AbortController()
    stop.current = controller
    setFailure(null)
    return controller.signal
  }
  const find = async (id: string) => {
    const found = await findUpload(id, begin())
    if (found.ok) return found.upload
    setFailure(found.message)
    return null
  }
  const open = async (action: TrimAction) => {
    const present = await find(upload)
    // A cut is made from the original each time: a second one loses nothing, and may be longer.
    const source = present?.originalId && isCut(present) ? await find(present.originalId) : present
    if (source) setTrim({ original: source, before: present && source !== present ? rangeOf(present) : null, action })
  }
  const convert = async (action: ConvertAction) => {
    const signal = begin()
    setStep({ words: 'Converting…', share: null })
    try {
      const name = reference.name ?? 'file'
      const url = reference.previewUrl ?? `/api/uploads/${upload}/file`
      const file = transfers.find(reference.key)?.file ?? null
      const outcome = await makeEdit({ original: { id: upload, url, name }, edit: { to: action.to }, file, onStep: setStep, signal })
      if (outcome.ok) replace(outcome.upload)
      else setFailure(outcome.message)
    } catch {
      if (!signal.aborted) setFailure('It could not be converted. The original is as it was.')
    } finally {
      setStep(null)
    }
  }
  const restore = async () => {
    const found = original && (await find(original.upload))
    if (found) replace(found)
  }
  const again: TrimAction | null =
    original && reference.duration !== undefined && !actions.some((action) => action.do === 'trim')
      ? { do: 'trim', label: 'Trim again…', min: rule?.minSeconds?.value, max: rule?.maxSeconds?.value }
      : null

  return (
    <div ref={row} className="flex flex-col gap-1">
      {step !== null ? (
        <EditProgress step={step} onStop={() => stop.current?.abort()} />
      ) : (
        <div className="flex flex-wrap gap-1">
          {actions.map((action) =>
            action.do === 'trim' ? (
              <Button key="trim" size="xs" variant="outline" onClick={() => void open(action)}>
                <Scissors aria-hidden />
                {action.label}
              </Button>
            ) : (
              <Button key="convert" size="xs" variant="outline" onClick={() => void convert(action)}>
                <Wand2 aria-hidden />
                {action.label}
              </Button>
            ),
          )}
          {again && (
            <Button size="xs" variant="ghost" onClick={() => void open(again)}>
              <Scissors aria-hidden />
              {again.label}
            </Button>
          )}
          {original && (
            <Button size="xs" variant="ghost" onClick={() => void restore()}>
              <Undo2 aria-hidden />
              Use the original
            </Button>
          )}
        </div>
      )}
      <EditFailure message={failure} />
      <Suspense>
        {trim && (
          <TrimDialog
            original={trim.original}
            file={trim.original.id === upload ? (transfers.find(reference.key)?.file ?? null) : null}
            to={cutFormat(trim.original)}
            vendorName={vendorName}
            min={trim.action.min}
            max={trim.action.max}
            before={trim.before}
            onDone={(made) => {
              setTrim(null)
              replace(made)
              toast.success(`${made.name} is ${Number((made.duration ?? 0).toFixed(1))} s long now.`)
            }}
            onClose={() => setTrim(null)}
          />
        )}
      </Suspense>
    </div>
  )
}

function isCut(upload: UploadView): boolean {
  return rangeOf(upload) !== null
}

function rangeOf(upload: UploadView): ClipRange | null {
  const edit = uploadEditSchema.safeParse(upload.edit)
  if (!edit.success || (edit.data.start === undefined && edit.data.end === undefined)) return null
  return { start: edit.data.start ?? 0, end: edit.data.end ?? edit.data.fromDuration ?? upload.duration ?? 0 }
}

function cutFormat(original: UploadView): 'mp4' | 'mp3' | 'wav' {
  if (original.kind === 'video') return 'mp4'
  return original.container === 'wav' ? 'wav' : 'mp3'
}
