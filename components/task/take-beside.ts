/** Which of them one looks at when this one goes. */
export function besideOf(ids: readonly string[], id: string): string | null {
  const index = ids.indexOf(id)
  return index === -1 ? null : (ids[index + 1] ?? ids[index - 1] ?? null)
}

/** Where the keyboard goes on when a take of a list is deleted: the title beside it, or the list's heading when it was the last. */
export function findFocusBeside(id: string): HTMLElement | null {
  const titles = [...document.querySelectorAll<HTMLElement>('[data-take-title]')]
  const beside = besideOf(
    titles.map((title) => title.dataset.takeTitle ?? ''),
    id,
  )
  const title = titles.find((one) => one.dataset.takeTitle === beside)
  if (title) return title
  const heading = document.getElementById('stage-title') ?? document.querySelector<HTMLElement>('#main h1')
  if (heading) heading.tabIndex = -1
  return heading
}
