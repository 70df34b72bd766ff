import { findPageTitle, makeFocusable } from '#components/ui/heading-focus.ts'

/** Which of them one looks at when this one goes. */
export function besideOf(ids: readonly string[], id: string): string | null {
  const index = ids.indexOf(id)
  return index === -1 ? null : (ids[index + 1] ?? ids[index - 1] ?? null)
}

/** What opens a take or a reference in its list. */
export function findEntry(id: string): HTMLElement | null {
  return listEntries().find((entry) => entry.dataset.entry === id) ?? null
}

/** Where the keyboard goes on when an entry of a list is deleted: the one beside it, or the list's heading when it was the last. */
export function findFocusBeside(id: string): HTMLElement | null {
  const beside = besideOf(
    listEntries().map((entry) => entry.dataset.entry ?? ''),
    id,
  )
  if (beside !== null) return findEntry(beside)
  return makeFocusable(document.getElementById('stage-title')) ?? findPageTitle()
}

function listEntries(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[data-entry]')]
}
