import type { Metadata } from 'next'
import { AccountFrame } from '#components/account/account-frame.tsx'
import { ButtonLink } from '#components/ui/button.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <AccountFrame title="This page does not exist" description="The address may be mistyped.">
      <ButtonLink href="/" size="lg">
        Go to the studio
      </ButtonLink>
    </AccountFrame>
  )
}
