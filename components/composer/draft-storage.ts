import { type Draft, draftSchema } from '#components/composer/draft.ts'
import { mayKeep } from '#components/shell/page-account.ts'

/** One draft per person of this browser, so that the next to sign in does not read it. */
function storageKey(owner: string): string {
  return `dailies.draft.1.${owner}`
}

/** Null when there is none, when it cannot be read any more, or when the browser keeps nothing. */
export function findStoredDraft(owner: string, storage: () => Storage = () => window.localStorage): Draft | null {
  try {
    const text = storage().getItem(storageKey(owner))
    if (text === null) return null
    const parsed = draftSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export function storeDraft(owner: string, draft: Draft, storage: () => Storage = () => window.localStorage): void {
  // A page that is left keeps its draft at the last moment, after the sign-out has removed it.
  if (!mayKeep(owner)) return
  try {
    storage().setItem(storageKey(owner), JSON.stringify(draft))
  } catch {
    // A full or forbidden storage costs the draft on reload, nothing else.
  }
}

export function removeDraft(owner: string, storage: () => Storage = () => window.localStorage): void {
  try {
    storage().removeItem(storageKey(owner))
  } catch {
    // What was never kept need not go.
  }
}
