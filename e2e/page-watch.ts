import type { BrowserContext } from '@playwright/test'

/** What a page did that no page should do; a test that expects one of these says so with `allow`. */
export class PageWatch {
  readonly #found: string[] = []
  readonly #allowed: RegExp[] = []

  allow(pattern: RegExp): void {
    this.#allowed.push(pattern)
  }

  watch(context: BrowserContext): void {
    context.on('weberror', (error) => this.#found.push(`page error: ${error.error().message}`))
    context.on('console', (message) => {
      if (message.type() === 'error') this.#found.push(`console error: ${message.text()} (${message.location().url})`)
    })
    context.on('response', (response) => {
      if (response.status() >= 500) this.#found.push(`${response.status()} from ${response.url()}`)
    })
  }

  unexpected(): string[] {
    return this.#found.filter((line) => !this.#allowed.some((pattern) => pattern.test(line)))
  }
}
