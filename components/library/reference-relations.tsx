import Link from 'next/link'
import type { ReactNode } from 'react'
import { ReferencePicture } from '#components/library/reference-picture.tsx'
import { factsInWords } from '#components/library/reference-words.ts'
import { Time } from '#components/ui/time.tsx'
import type { ReferenceItem } from '#lib/generation/reference-view.ts'
import type { UploadView } from '#lib/generation/task-view.ts'
import { editInWords } from '#lib/generation/upload-edit.ts'

/** The takes that it guided, the latest first. */
export function ReferenceUses({ uses, usedIn }: Pick<ReferenceItem, 'uses' | 'usedIn'>) {
  return (
    <Section title="Used in">
      {uses === 0 && <p className="text-muted-foreground text-sm">No take yet.</p>}
      {uses > 0 && (
        <ul className="-mx-2 flex max-h-44 flex-col overflow-y-auto">
          {usedIn.map((use) => (
            <li key={use.taskId}>
              <Link
                href={`/tasks/${use.taskId}`}
                prefetch={false}
                className="flex items-baseline justify-between gap-4 rounded-md px-2 py-1.5 text-sm hover:bg-hover"
              >
                <span dir="auto" className="min-w-0 truncate">
                  {use.prompt.trim() === '' ? 'Take without a prompt' : use.prompt}
                </span>
                <Time at={use.at} format="date" className="shrink-0 text-muted-foreground text-xs" />
              </Link>
            </li>
          ))}
          {uses > usedIn.length && (
            <li className="px-2 py-1.5 text-muted-foreground text-xs">and {(uses - usedIn.length).toLocaleString('en')} earlier</li>
          )}
        </ul>
      )}
    </Section>
  )
}

interface ReferenceFamilyProps {
  original: UploadView | null
  edits: readonly UploadView[]
  onShow: (id: string) => void
}

/** What it was made from, and what was made from it. */
export function ReferenceFamily({ original, edits, onShow }: ReferenceFamilyProps) {
  return (
    <>
      {original && (
        <Section title="Made from">
          <ul className="-mx-2">
            <Relative upload={original} onShow={onShow} />
          </ul>
        </Section>
      )}
      {edits.length > 0 && (
        <Section title="Made from this">
          <ul className="-mx-2 max-h-44 overflow-y-auto">
            {edits.map((edit) => (
              <Relative key={edit.id} upload={edit} onShow={onShow} />
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function Relative({ upload, onShow }: { upload: UploadView; onShow: (id: string) => void }) {
  const edits = editInWords(upload)
  return (
    <li>
      <button
        type="button"
        onClick={() => onShow(upload.id)}
        className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-hover"
      >
        <span className="relative grid size-9 shrink-0 place-items-center overflow-hidden rounded-sm bg-well [&_svg]:size-4">
          <ReferencePicture item={{ kind: upload.kind, upload }} />
        </span>
        <span className="flex min-w-0 flex-col">
          <span dir="auto" className="truncate text-sm">
            {upload.name}
          </span>
          <span className="truncate text-muted-foreground text-xs">
            {[...edits, factsInWords({ upload, link: null })].filter((words) => words !== '').join(' · ')}
          </span>
        </span>
      </button>
    </li>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium text-muted-foreground text-xs">{title}</h3>
      {children}
    </section>
  )
}
