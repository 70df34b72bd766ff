import { afterAll } from 'vitest'
import { setCurrentContext } from '#lib/services/current-context.ts'
import { createTestContext, type TestContext } from '#lib/services/testing/test-context.ts'
import { signInAs, type TestPerson } from '#lib/session/testing/sign-in-as.ts'

export interface TestApp {
  test: TestContext
  ana: TestPerson
  ben: TestPerson
}

/** What routes find when they are called: real parts, Ana who owns the installation, and Ben. Closed when the test file is done. */
export async function openApp(settings?: Record<string, string>): Promise<TestApp> {
  const test = await createTestContext(settings)
  setCurrentContext(test.context)
  afterAll(async () => {
    setCurrentContext(null)
    await test[Symbol.asyncDispose]()
  })
  return { test, ana: await signInAs(test.context, 'owner'), ben: await signInAs(test.context, 'member') }
}

/** What that person's browser sends along. */
export function cookieOf(person: TestPerson): { cookie: string } {
  return { cookie: person.headers.get('cookie') ?? '' }
}
