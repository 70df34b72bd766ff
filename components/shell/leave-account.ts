import { removeDraft } from '#components/composer/draft-storage.ts'
import { tellOtherTabs } from '#components/shell/other-tabs.ts'
import { noteSignOut, pageAccount } from '#components/shell/page-account.ts'

/** Once the server has ended the session: whoever uses this browser next finds nothing of what was begun. */
export function leaveAccount(): void {
  const account = pageAccount()
  noteSignOut()
  if (account !== null) {
    removeDraft(account)
    tellOtherTabs('signedOut', account)
  }
  // A full load, so that nothing of this account stays in memory.
  window.location.assign('/sign-in')
}
