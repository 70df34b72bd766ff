import type { Client } from './database.ts'
import { createId } from './id.ts'
import type { EngineViewer, UserViewer } from './viewer.ts'

const personColumns = { id: true, name: true, email: true, role: true, createdAt: true, quotaBytes: true } as const

export interface PersonRow {
  id: string
  name: string
  email: string
  role: string
  createdAt: Date
  quotaBytes: bigint | null
}

/** The first number names our locks, the second this one. */
const [lockSpace, ownerLock] = [7_341, 1]

export async function hasOwner(client: Client): Promise<boolean> {
  return (await client.user.findFirst({ where: { role: 'owner' }, select: { id: true } })) !== null
}

/** Held until the transaction ends: two set-ups at once would both find no owner and make one each. */
export async function lockOwnership(client: Client): Promise<void> {
  await client.$executeRaw`SELECT pg_advisory_xact_lock(${lockSpace}::int, ${ownerLock}::int)`
}

/** Null when the address is taken. Asks for no viewer: whoever calls has proven a set-up token or read the environment. */
export async function createUser(
  client: Client,
  user: { name: string; email: string; role: 'owner' | 'member'; passwordHash: string },
): Promise<PersonRow | null> {
  const id = createId()
  // A unique violation would abort the surrounding transaction; skipping duplicates tells the same without that.
  const inserted = await client.user.createMany({
    data: [{ id, name: user.name, email: user.email, role: user.role }],
    skipDuplicates: true,
  })
  if (inserted.count === 0) return null
  await client.account.create({
    data: { id: createId(), accountId: id, providerId: 'credential', userId: id, password: user.passwordHash },
  })
  return client.user.findUniqueOrThrow({ where: { id }, select: personColumns })
}

export async function listUsers(viewer: UserViewer, client: Client): Promise<PersonRow[]> {
  return client.user.findMany({
    where: viewer.role === 'owner' ? {} : { id: viewer.userId },
    select: personColumns,
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  })
}

export async function renameUser(viewer: UserViewer, client: Client, name: string): Promise<void> {
  await client.user.update({ where: { id: viewer.userId }, data: { name } })
}

/** What the owner has set for this person; null leaves it to the installation. */
export async function findQuotaBytes(viewer: UserViewer, client: Client): Promise<number | null> {
  const user = await client.user.findUnique({ where: { id: viewer.userId }, select: { quotaBytes: true } })
  return user?.quotaBytes == null ? null : Number(user.quotaBytes)
}

/** False when there is no such person, or when it is not the owner who asks. */
export async function setQuotaBytes(viewer: UserViewer, client: Client, userId: string, bytes: number | null): Promise<boolean> {
  if (viewer.role !== 'owner') return false
  const { count } = await client.user.updateMany({
    where: { id: userId },
    data: { quotaBytes: bytes === null ? null : BigInt(bytes) },
  })
  return count > 0
}

/** The oldest account's id: random, made once, and kept by every backup. */
export async function findFirstUserId(_viewer: EngineViewer, client: Client): Promise<string | null> {
  const first = await client.user.findFirst({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }], select: { id: true } })
  return first?.id ?? null
}
