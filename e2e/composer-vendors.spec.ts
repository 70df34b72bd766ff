import type { Locator, Page } from '@playwright/test'
import { expect, expectAccessible, test } from './fixtures.ts'
import { compose, field } from './pages.ts'

function row(page: Page, vendor: string): Locator {
  return page.getByRole('region', { name: 'Where can this run?' }).getByRole('listitem').filter({ hasText: vendor }).first()
}

test('every reason of a vendor is told, and one press makes the request fit, goes there and can be taken back', async ({
  page,
  prompt,
}) => {
  await page.goto('/')
  await compose(page, { vendor: 'UniAll', prompt, duration: 6 })
  await field(page, 'Resolution').selectOption('1080p')
  await page.getByText('More options').click()
  await field(page, 'Seed').fill('7')

  const loova = row(page, 'Loova')
  await expect(loova).toContainText('cannot run this')
  await loova.getByRole('button', { name: 'All 2 reasons' }).click()
  await expect(loova.getByRole('listitem')).toHaveCount(2)
  await expect(loova).toContainText('Each of these changes the request and stays with UniAll.')
  await expectAccessible(page)

  await loova.getByRole('button', { name: 'Make 2 changes and switch to Loova' }).click()
  await expect(field(page, 'Vendor')).toHaveValue('loova')
  await expect(page.getByText('Kept aside, because Loova has no place for it')).toContainText('Resolution 1080p, Seed 7')
  await field(page, 'Vendor').selectOption({ label: 'UniAll' })
  await expect(field(page, 'Seed')).toHaveValue('7')
  await expect(field(page, 'Resolution')).toHaveValue('1080p')

  await loova.getByRole('button', { name: 'Leave out seed' }).click()
  await expect(field(page, 'Vendor')).toHaveValue('uniall')
  await expect(field(page, 'Seed')).toHaveValue('')
  await page.getByRole('button', { name: 'Undo' }).first().click()
  await expect(field(page, 'Seed')).toHaveValue('7')
})

test('a documented price is told to the credit, and a rule that all vendors share once for all', async ({ page, prompt }) => {
  await page.goto('/')
  await compose(page, { vendor: 'Loova', prompt, duration: 5 })
  await expect(row(page, 'Seedance2 AI')).toContainText('200 credits')
  await field(page, 'Duration').fill('7')
  await expect(row(page, 'Seedance2 AI')).toContainText('280 credits')

  await field(page, 'Duration').fill('99')
  await expect(page.getByText('No vendor takes this. The duration must be 4 to 15 whole seconds.')).toBeVisible()
})

test('warns of a balance that is too small, and lets the request go all the same', async ({ page, prompt }) => {
  await page.route('**/api/vendors/outlook', async (route) => {
    const answer = await route.fetch()
    const outlook = await answer.json()
    outlook.vendors.seedance2ai.balance = { available: 120, checkedAt: new Date().toISOString() }
    outlook.vendors.loova.models.seedance_2_0 = {
      typicalSeconds: 118,
      charges: [
        {
          mode: 'text_to_video',
          seconds: 5,
          resolution: null,
          upscale: null,
          hasVideos: false,
          credits: 12,
          takes: 3,
          lastAt: new Date().toISOString(),
        },
      ],
    }
    await route.fulfill({ response: answer, json: outlook })
  })
  await page.goto('/')
  await compose(page, { vendor: 'Seedance2 AI', prompt, duration: 5 })
  await expect(row(page, 'Seedance2 AI')).toContainText('Costs more than the 120 credits left there.')
  await expect(row(page, 'Loova')).toContainText('12 credits last time for 5 s · about 2 min here')
  await expect(page.getByRole('button', { name: 'Generate' })).toHaveAccessibleDescription(/200 credits/)
  await expect(page.getByRole('button', { name: 'Generate' })).toBeEnabled()
  await field(page, 'Vendor').selectOption({ label: 'Loova' })
  await expect(page.getByRole('button', { name: 'Generate' })).toHaveAccessibleDescription(/12 credits last time for 5 s/)
})
