import { test as setup } from '@playwright/test'
import { owner, ownerStateFile } from './owner.ts'
import { signIn } from './pages.ts'

setup('the owner signs in', async ({ page }) => {
  await signIn(page, owner)
  await page.context().storageState({ path: ownerStateFile })
})
