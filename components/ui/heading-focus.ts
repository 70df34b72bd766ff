export function isFocusLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

/** A heading is no stop of the Tab key, but may take the focus where a button is gone. */
export function makeFocusable(heading: HTMLElement | null): HTMLElement | null {
  if (heading) heading.tabIndex = -1
  return heading
}

export function findPageTitle(): HTMLElement | null {
  return makeFocusable(document.querySelector<HTMLElement>('#main h1'))
}

/** The headings above something, the nearest first: what the nearest stands over may be gone too by the time that one is needed. */
export function findHeadingsAbove(element: Element | null): HTMLElement[] {
  const headings = new Set<HTMLElement>()
  for (let around = element?.parentElement ?? null; around !== null; around = around.parentElement) {
    const heading = makeFocusable(around.querySelector<HTMLElement>('h1, h2, h3'))
    if (heading) headings.add(heading)
  }
  return [...headings]
}
