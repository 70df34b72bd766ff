import type { ReactNode } from 'react'
import { AccountFrame } from '#components/account/account-frame.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

/** In place of a form whose link has had its time; `children` says why, and what to do. */
export function DeadLink({ children }: { children: ReactNode }) {
  return (
    <AccountFrame title="This link does not work any more" description={<p>{children}</p>}>
      <ButtonLink href="/sign-in" size="lg">
        Sign in
      </ButtonLink>
    </AccountFrame>
  )
}
