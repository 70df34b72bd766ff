import { expect, type Locator, type Page } from '@playwright/test'

/** How a person finds things; the names are the contract's. */

export async function signIn(page: Page, person: { email: string; password: string }): Promise<void> {
  await page.goto('/sign-in')
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('button', { name: 'Generate' })).toBeVisible()
}

export async function setUp(page: Page, url: string, person: { name: string; email: string; password: string }): Promise<void> {
  await page.goto(url)
  await page.getByLabel('Name').fill(person.name)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password', { exact: true }).fill(person.password)
  await page.getByRole('button', { name: /create|set up|join/i }).click()
  await expect(page.getByRole('button', { name: 'Generate' })).toBeVisible()
}

export function field(page: Page, name: string): Locator {
  return page.getByLabel(name, { exact: true })
}

export interface Composition {
  vendor: string
  mode?: string
  prompt: string
  duration?: number
}

/** Fills the composer; vendor and mode first, because the other fields follow them. */
export async function compose(page: Page, composition: Composition): Promise<void> {
  await field(page, 'Vendor').selectOption({ label: composition.vendor })
  await field(page, 'Mode').selectOption({ label: composition.mode ?? 'Text to video' })
  await field(page, 'Prompt').fill(composition.prompt)
  if (composition.duration !== undefined) await field(page, 'Duration').fill(String(composition.duration))
}

/** A take on the stage or in the gallery. */
export function take(page: Page, prompt: string): Locator {
  return page.getByRole('article').filter({ hasText: prompt })
}

/** Rendering, two polls and the archive, on a busy machine. */
export const landingMs = 60_000

/** The video has pixels and its time moves: it really plays. */
export async function expectPlays(video: Locator): Promise<void> {
  await expect(video).toBeVisible({ timeout: landingMs })
  await video.evaluate(async (element: HTMLVideoElement) => {
    element.muted = true
    await element.play()
  })
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(0.2)
  const state = await video.evaluate((element: HTMLVideoElement) => ({ ready: element.readyState, width: element.videoWidth }))
  expect(state.ready).toBeGreaterThanOrEqual(2)
  expect(state.width).toBeGreaterThan(0)
  await video.evaluate((element: HTMLVideoElement) => element.pause())
}

/** Makes a share link on a task's page and reads its path; the dialog stays open. */
export async function createShareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  await page.getByRole('button', { name: 'Create link' }).click()
  const link = page.getByRole('dialog').getByRole('link', { name: /\/s\// })
  await expect(link).toBeVisible()
  return new URL((await link.getAttribute('href')) ?? '').pathname
}
