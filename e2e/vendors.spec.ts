import { expect, expectAccessible, test } from './fixtures.ts'
import { field } from './pages.ts'

test('the rail and the composer lead to what every vendor takes, and every value tells its source', async ({ page }) => {
  await page.goto('/')
  await field(page, 'Mode').selectOption({ label: 'Reference' })
  await page.getByRole('link', { name: 'All rules' }).click()
  await expect(page).toHaveURL(/\/vendors\?mode=reference$/)
  await expect(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Vendors' })).toHaveAttribute(
    'aria-current',
    'page',
  )

  const table = page.getByRole('table', { name: 'Reference at each vendor' })
  await expect(table.getByRole('columnheader')).toHaveText([/Rule/, /Loova/, /OutAI/, /Seedance2 AI/, /UniAll/, /Seedance2\.ink/])
  await table
    .getByRole('row', { name: /Images/ })
    .getByRole('button')
    .first()
    .press('Enter')
  const source = page.getByRole('dialog', { name: 'Images at Loova' })
  await expect(source).toContainText('image_urls maximum: 9')
  await expect(source.getByRole('time').first()).toHaveAttribute('datetime', /^\d{4}-\d{2}-\d{2}$/)
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect(source).toBeHidden()

  await page.getByRole('link', { name: /^Edit/ }).click()
  await expect(page.getByText('Loova, OutAI, Seedance2 AI and Seedance2.ink have no Edit.')).toBeVisible()
  await expect(page.getByRole('columnheader')).toHaveCount(2)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } })

  test('the vendors stand one under the other, and nothing sticks out', async ({ page }) => {
    await page.goto('/vendors?mode=reference')
    await expect(page.getByRole('table')).toBeHidden()
    await expect(page.getByRole('heading', { name: 'Seedance2.ink' })).toBeVisible()
    await page
      .getByRole('region', { name: 'Loova' })
      .getByRole('button', { name: /Up to 9/ })
      .click()
    await expect(page.getByRole('dialog')).toContainText('image_urls maximum: 9')
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(overflow).toBe(0)
    await expectAccessible(page)
  })
})
