import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { signInAction } from '#app/_actions/session.ts'
import { AccountFrame } from '#components/account/account-frame.tsx'
import { nextPath } from '#components/account/next-path.ts'
import { SignInForm } from '#components/account/sign-in-form.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { currentContext } from '#lib/services/current-context.ts'
import { isSetUp } from '#lib/services/is-set-up.ts'
import { findViewer } from '#lib/session/viewer.ts'

export const metadata: Metadata = { title: 'Sign in' }

export default async function SignInPage({ searchParams }: PageProps<'/sign-in'>) {
  const next = nextPath((await searchParams).next)
  if ((await findViewer(await headers())) !== null) redirect(next)
  if (!(await isSetUp(currentContext()))) {
    return (
      <AccountFrame
        title="Nobody has an account yet"
        description={
          <>
            <p>
              When this server started, it printed a set-up link to its terminal or log. Open that link to make the owner’s account. A
              restart prints a new one.
            </p>
            <p className="mt-3">
              The line starts with <span className="font-medium text-foreground">“Set up”</span> and ends in{' '}
              <code className="font-mono text-foreground text-sm">/setup?token=…</code>
            </p>
          </>
        }
      />
    )
  }
  return (
    <AccountFrame title="Sign in to Dailies">
      <SignInForm signIn={signInAction} next={next} />
      <Disclosure summary="Forgot your password?" className="-mt-3">
        <p className="text-muted-foreground text-sm">
          The owner makes you a link for a new one: Settings, People. The owner gets one on the machine that runs Dailies, with{' '}
          <code className="whitespace-nowrap font-mono text-foreground">npm run reset-password</code>
        </p>
      </Disclosure>
    </AccountFrame>
  )
}
