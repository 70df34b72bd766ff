import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from './fixtures.ts'
import { field } from './pages.ts'

async function addFile(page: Page, label: string, url: string): Promise<void> {
  await field(page, label).fill(url)
  await field(page, label).press('Enter')
}

test.beforeEach(async ({ page }) => {
  await page.goto('/')
  await field(page, 'Vendor').selectOption({ label: 'Loova' })
  await field(page, 'Mode').selectOption({ label: 'Reference' })
  await addFile(page, 'Images', 'https://example.com/keeper.png')
  await addFile(page, 'Images', 'https://example.com/lamp.png')
  await addFile(page, 'Videos', 'https://example.com/storm.mp4')
})

test('a mention is completed by the keyboard, and the focus never leaves the text', async ({ page }) => {
  const prompt = field(page, 'Prompt')
  await prompt.pressSequentially('The keeper @')
  const list = page.getByRole('listbox', { name: 'Files to mention' })
  await expect(list.getByRole('option')).toHaveText([/@Image1.*keeper/, /@Image2.*lamp/, /@Video1.*storm/])
  await expectAccessible(page)

  await prompt.press('ArrowDown')
  const active = list.getByRole('option', { selected: true })
  await expect(active).toContainText('@Image2')
  await expect(prompt).toHaveAttribute('aria-activedescendant', (await active.getAttribute('id')) ?? '')
  await prompt.press('ArrowUp')
  await prompt.press('ArrowUp')
  await expect(active).toContainText('@Video1')
  await prompt.press('Enter')
  await expect(list).toBeHidden()
  await expect(prompt).toBeFocused()
  await expect(prompt).toHaveValue('The keeper @Video1 ')

  await prompt.pressSequentially(' and @im')
  await prompt.press('Tab')
  await expect(prompt).toHaveValue('The keeper @Video1 and @Image1 ')
  await expect(prompt).toBeFocused()
  await prompt.pressSequentially('@')
  await prompt.press('Escape')
  await expect(list).toBeHidden()
  await expect(prompt).toHaveValue('The keeper @Video1 and @Image1 @')
})

test('a press on an option or on a chip writes the mention', async ({ page }) => {
  const prompt = field(page, 'Prompt')
  await prompt.pressSequentially('Light from @')
  await page.getByRole('option', { name: /@Image2/ }).click()
  await expect(prompt).toHaveValue('Light from @Image2 ')
  await page.getByRole('button', { name: 'Mention @Video1' }).click()
  await expect(prompt).toHaveValue('Light from @Image2 @Video1 ')
  await expect(page.getByRole('button', { name: 'Mention again @Video1' })).toBeVisible()
  await page.getByRole('button', { name: 'Write @Image1 into the text' }).click()
  await expect(prompt).toHaveValue('Light from @Image2 @Video1 @Image1 ')
})

test('mentions follow their files, and what no longer stands is told with its fix', async ({ page }) => {
  const prompt = field(page, 'Prompt')
  await prompt.fill('@Image1 lights @Image2 in @Video1')
  await page.getByRole('button', { name: 'Move image 1 down' }).click()
  await expect(prompt).toHaveValue('@Image2 lights @Image1 in @Video1')
  await page.getByRole('button', { name: 'Remove image 1' }).first().click()
  await expect(prompt).toHaveValue('@Image1 lights @Image? in @Video1')
  await expect(prompt).toHaveAttribute('aria-invalid', 'true')
  await expect(prompt).toHaveAccessibleDescription(/stands for a file that was removed/)
  await page.getByRole('button', { name: 'Remove @Image?' }).first().click()
  await expect(prompt).toHaveValue('@Image1 lights in @Video1')
  await expect(prompt).not.toHaveAttribute('aria-invalid', 'true')

  await prompt.fill('@Image1 and @Image7')
  await expect(prompt).toHaveAccessibleDescription(/@Image7 names a file that is not there: there is 1 image\./)
  await prompt.fill('@Image1 alone')
  await expect(prompt).not.toHaveAttribute('aria-invalid', 'true')
  await expect(prompt).toHaveAccessibleDescription(/does not mention @Video1/)
})
