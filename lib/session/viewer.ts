import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { createUserViewer, type UserViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { findApiKeyHolder, readBearer } from '#lib/services/find-api-key-holder.ts'
import { createSharedLookup } from '#lib/services/share-lookup.ts'
import { authOf } from './auth.ts'

export interface SignedIn {
  viewer: UserViewer
  user: { id: string; name: string; email: string; role: 'owner' | 'member' }
}

interface Account {
  id: string
  name: string
  email: string
  role?: string | null | undefined
}

function toSignedIn(account: Account): SignedIn {
  const viewer = createUserViewer({ id: account.id, role: account.role ?? 'member' })
  return { viewer, user: { id: account.id, name: account.name, email: account.email, role: viewer.role } }
}

type Session = Awaited<ReturnType<ReturnType<typeof authOf>['api']['getSession']>>
const sessionLookups = new WeakMap<ServiceContext, ReturnType<typeof createSharedLookup<Session>>>()

function sessionLookup(context: ServiceContext) {
  const known = sessionLookups.get(context) ?? createSharedLookup<Session>()
  sessionLookups.set(context, known)
  return known
}

/** Who asks, by the session cookie; null when nobody is signed in. */
export async function findViewer(requestHeaders: Headers, context: ServiceContext = currentContext()): Promise<SignedIn | null> {
  // Most strangers carry no cookie at all: spare the database.
  const cookie = requestHeaders.get('cookie')
  if (cookie === null) return null
  const session = await sessionLookup(context)(cookie, () => authOf(context).api.getSession({ headers: requestHeaders }))
  return session === null ? null : toSignedIn(session.user)
}

/** For pages: whoever is not signed in is sent to the sign-in page and brought back to `from` afterwards. */
export async function requireViewer(from?: string): Promise<SignedIn> {
  const found = await findViewer(await headers())
  if (found !== null) return found
  redirect(from === undefined || from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`)
}

/** Who asks, by `Authorization: Bearer <key>`; null for a missing, unknown or revoked key. */
export async function findApiViewer(request: Request, context: ServiceContext = currentContext()): Promise<SignedIn | null> {
  const key = readBearer(request.headers.get('authorization'))
  if (key === null) return null
  const holder = await findApiKeyHolder(context, key)
  return holder === null ? null : toSignedIn(holder)
}
