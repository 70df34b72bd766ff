import type { Client, TransactionClient } from './database.ts'
import { createId } from './id.ts'
import { hashToken } from './secrets.ts'

export interface PasswordHolder {
  id: string
  name: string
  email: string
  passwordHash: string
}

const credential = { providerId: 'credential' } as const

/** The person whose password it is. Functions here ask for no viewer: a link that the owner or the server's machine has signed is the proof. */
export async function findPasswordHolder(
  client: Client,
  person: { id: string } | { email: string } | 'owner',
): Promise<PasswordHolder | null> {
  const user = await client.user.findFirst({
    where: person === 'owner' ? { role: 'owner' } : person,
    orderBy: { createdAt: 'asc' },
    select: { id: true, name: true, email: true, accounts: { where: credential, select: { password: true } } },
  })
  const passwordHash = user?.accounts[0]?.password ?? null
  if (user === null || passwordHash === null) return null
  return { id: user.id, name: user.name, email: user.email, passwordHash }
}

/** False when another change came first. Ends every session: whoever knew the old password is out. */
export async function replacePassword(client: TransactionClient, holder: PasswordHolder, passwordHash: string): Promise<boolean> {
  const { count } = await client.account.updateMany({
    where: { ...credential, userId: holder.id, password: holder.passwordHash },
    data: { password: passwordHash },
  })
  if (count === 0) return false
  await client.session.deleteMany({ where: { userId: holder.id } })
  return true
}

export async function isResetUsed(client: Client, token: string): Promise<boolean> {
  return (await client.setupToken.count({ where: { tokenHash: hashToken(token) } })) > 0
}

/** Remembers a link as used; false when it was used before, also a moment ago. It stands among the set-up links, and opens none. */
export async function useUpReset(client: TransactionClient, token: string, now: Date, until: Date): Promise<boolean> {
  const row = { id: createId(), tokenHash: hashToken(token), role: 'reset', expiresAt: until, usedAt: now }
  return (await client.setupToken.createMany({ data: [row], skipDuplicates: true })).count === 1
}
