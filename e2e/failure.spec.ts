import { failureWords } from '#lib/generation/failure.ts'
import { vendors } from '#lib/vendors/registry.ts'
import { submitTask, waitForTask } from './api-task.ts'
import { expect, test } from './fixtures.ts'
import { compose, take } from './pages.ts'

test('a failed take says what happened, whether money was spent and what to do', async ({ page, prompt }) => {
  await page.goto('/')
  await compose(page, { vendor: vendors.seedance2ink.name, prompt: `${prompt} [sandbox:fail]`, duration: 4 })
  await page.getByRole('button', { name: 'Generate' }).click()
  const words = failureWords.generation_failed
  const failed = take(page, prompt)
  await expect(failed).toContainText(words.title, { timeout: 60_000 })
  await expect(failed).toContainText('No money was spent: this was the built-in sandbox.')
  await expect(failed).toContainText(words.advice)
})

test('the page of a failed take offers to try again, and the gallery deletes what is selected', async ({ page, prompt, api }) => {
  const { id } = await submitTask(api, { vendor: 'loova', mode: 'text_to_video', prompt: `${prompt} [sandbox:fail]`, duration: 4 })
  const task = await waitForTask(api, id)
  expect(task.state).toBe('failed')
  expect(task.failure?.code).toBe('generation_failed')

  await page.goto(`/tasks/${id}`)
  await expect(page.getByText(failureWords.generation_failed.title)).toBeVisible()
  await expect(page.getByText(failureWords.generation_failed.advice)).toBeVisible()
  await expect(page.getByRole('button', { name: /retry|try again|send again/i }).first()).toBeVisible()

  await page.goto('/gallery')
  const bar = page.getByRole('region', { name: 'Selected takes' })
  await expect(async () => {
    await page.getByRole('button', { name: 'Select', exact: true }).click()
    await expect(bar).toBeVisible({ timeout: 10_000 })
  }).toPass()
  await take(page, prompt).getByRole('checkbox').check()
  await expect(bar.getByRole('status')).toHaveText('1 take selected')
  await bar.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  // It stays until they are gone, and hides the tiles as long as it stands.
  await expect(page.getByRole('alertdialog')).toHaveCount(0)
  await expect(take(page, prompt)).toHaveCount(0)
  expect((await api.get(`/api/v1/tasks/${id}`)).status()).toBe(404)
})
