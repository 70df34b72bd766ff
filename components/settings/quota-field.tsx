'use client'

import { type FormEvent, useState } from 'react'
import type { PeopleActions, Person } from '#components/settings/settings-actions.ts'
import { useSettingsAction } from '#components/settings/use-settings-action.ts'
import { Button } from '#components/ui/button.tsx'
import { Field } from '#components/ui/field.tsx'
import { Input } from '#components/ui/input.tsx'
import { bytesInWords } from '#lib/generation/bytes-in-words.ts'
import { firstMessage, quotaGbSchema } from '#lib/generation/person-fields.ts'

export interface QuotaFieldProps {
  person: Person
  usualQuotaGb: number | null
  setQuota: PeopleActions['setQuota']
}

/** How much one person's files may take, beside what they take now; empty means what everyone gets. */
export function QuotaField({ person, usualQuotaGb, setQuota }: QuotaFieldProps) {
  const [kept, setKept] = useState(person.quotaGb === null ? '' : String(person.quotaGb))
  const [text, setText] = useState(kept)
  const call = useSettingsAction(['quotaGb'])
  const quotaGb = text.trim() === '' ? null : Number(text.trim().replace(',', '.'))
  const mistake = quotaGb === null ? undefined : firstMessage(quotaGbSchema, quotaGb)
  const isChanged = text.trim() !== kept
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!isChanged || mistake !== undefined) return
    const saved = await call.run(() => setQuota({ personId: person.id, quotaGb }))
    if (saved) setKept(text.trim())
  }
  return (
    <form onSubmit={save} className="flex items-center gap-2">
      <span className="whitespace-nowrap text-muted-foreground text-xs tabular-nums">Files: {bytesInWords(person.uploadBytes)} of</span>
      <Field
        label={`Upload limit for ${person.name}, in GB`}
        isLabelHidden
        error={isChanged ? (mistake ?? call.errorOf('quotaGb') ?? call.error) : undefined}
        className="w-24"
      >
        <Input
          inputMode="decimal"
          className="h-7 text-xs tabular-nums"
          placeholder={usualQuotaGb === null ? 'No limit' : String(usualQuotaGb)}
          value={text}
          maxLength={12}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <span className="text-muted-foreground text-xs">GB</span>
      {isChanged && (
        <Button type="submit" size="sm" isBusy={call.isBusy} disabled={mistake !== undefined}>
          Save
        </Button>
      )}
      <span role="status" className="sr-only">
        {!isChanged && kept !== (person.quotaGb === null ? '' : String(person.quotaGb)) ? 'The limit is saved.' : ''}
      </span>
    </form>
  )
}
