import { vendors } from '#lib/vendors/registry.ts'
import { expect, test } from './fixtures.ts'
import { compose, field } from './pages.ts'

test('a wrong value is explained beside its field while typing, and nothing is sent', async ({ page, prompt }) => {
  let submits = 0
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/') submits++
  })
  await page.goto('/')
  await compose(page, { vendor: vendors.loova.name, prompt, duration: 99 })

  const duration = field(page, 'Duration')
  await expect(duration).toHaveAttribute('aria-invalid', 'true')
  await expect(duration).toHaveAccessibleDescription(/15/)
  await page.getByRole('button', { name: 'Generate' }).click()
  expect(submits).toBe(0)

  await page.getByRole('button', { name: /15 s/ }).first().click()
  await expect(duration).toHaveValue('15')
  await expect(duration).not.toHaveAttribute('aria-invalid', 'true')
})

test('an empty prompt is asked for', async ({ page }) => {
  await page.goto('/')
  await field(page, 'Vendor').selectOption({ label: vendors.uniall.name })
  await field(page, 'Prompt').fill('x')
  await field(page, 'Prompt').fill('')
  await page.getByRole('button', { name: 'Generate' }).click()
  await expect(field(page, 'Prompt')).toHaveAttribute('aria-invalid', 'true')
})

test('the options follow the vendor and the mode', async ({ page }) => {
  await page.goto('/')
  const modeNames = () => field(page, 'Mode').locator('option:not([disabled])').allTextContents()
  await field(page, 'Vendor').selectOption({ label: vendors.uniall.name })
  await expect.poll(modeNames).toEqual(['Text to video', 'Image to video', 'First & last frames', 'Reference', 'Edit', 'Extend'])
  await field(page, 'Vendor').selectOption({ label: vendors.loova.name })
  await expect.poll(modeNames).toEqual(['Text to video', 'Image to video', 'First & last frames', 'Reference'])
  await expect(field(page, 'Images')).toHaveCount(0)
  await field(page, 'Mode').selectOption({ label: 'Image to video' })
  await expect(field(page, 'Images').first()).toBeVisible()
})
