import { hashPassword } from 'better-auth/crypto'
import { createUser } from '#lib/data/users.ts'
import { createUserViewer, type UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { authOf } from '../auth.ts'

export interface TestPerson {
  viewer: UserViewer
  email: string
  password: string
  /** A signed-in browser's headers. */
  headers: Headers
}

let people = 0

/** A person with an account and a session of their own. */
export async function signInAs(context: ServiceContext, role: 'owner' | 'member'): Promise<TestPerson> {
  people += 1
  const [email, password] = [`person-${people}@example.com`, `password of ${people}`]
  const user = await createUser(context.database.client, {
    name: `Person ${people}`,
    email,
    role,
    passwordHash: await hashPassword(password),
  })
  if (user === null) throw new Error('the person exists already')
  const { headers } = await authOf(context).api.signInEmail({ body: { email, password }, returnHeaders: true })
  return { viewer: createUserViewer(user), email, password, headers: new Headers({ cookie: cookieOf(headers) }) }
}

/** What a browser sends back for the `Set-Cookie` lines of an answer. */
export function cookieOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
