import { kindOfField, listFields } from '#lib/generation/file-kinds.ts'
import type { GenerationRequest } from '#lib/generation/request.ts'
import type { TransactionClient } from './database.ts'
import { createId } from './id.ts'
import { hashUrl } from './linked-files.ts'
import type { UserViewer } from './viewer.ts'

/**
 * Holds the uploads of a request until the transaction ends and makes them the latest. False when one has been deleted since the request
 * was judged: its task could not name it any more.
 */
export async function markUploadsUsed(
  viewer: UserViewer,
  client: TransactionClient,
  request: GenerationRequest,
  now: Date,
): Promise<boolean> {
  const references = listFields.flatMap((field) => request[field] ?? [])
  const ids = [...new Set(references.flatMap((reference) => ('upload' in reference ? [reference.upload] : [])))]
  if (ids.length === 0) return true
  const { count } = await client.upload.updateMany({
    where: { id: { in: ids }, userId: viewer.userId, deletedAt: null },
    data: { usedAt: now },
  })
  return count === ids.length
}

/** Ties the addresses of a task to what is known of them; one that nobody has looked at is remembered all the same. */
export async function markLinksUsed(
  viewer: UserViewer,
  client: TransactionClient,
  task: { id: string; request: GenerationRequest },
  now: Date,
): Promise<void> {
  const { userId } = viewer
  const links = new Map<string, { kind: string; given: string[] }>()
  for (const field of listFields) {
    for (const reference of task.request[field] ?? []) {
      if (!('url' in reference) || !isPlainAddress(reference.url)) continue
      const url = reference.url.trim()
      const known = links.get(url) ?? { kind: kindOfField[field], given: [] }
      links.set(url, { ...known, given: [...known.given, reference.url] })
    }
  }
  if (links.size === 0) return
  await client.linkedFile.createMany({
    data: [...links].map(([url, { kind }]) => ({
      id: createId(now.getTime()),
      userId,
      url,
      urlHash: hashUrl(url),
      kind,
      // Long ago: whoever asks for its facts has it looked at.
      checkedAt: new Date(0),
      createdAt: now,
      usedAt: now,
    })),
    skipDuplicates: true,
  })
  const where = { userId, urlHash: { in: [...links.keys()].map(hashUrl) } }
  await client.linkedFile.updateMany({ where, data: { usedAt: now } })
  for (const { id, url } of await client.linkedFile.findMany({ where, select: { id: true, url: true } })) {
    const given = links.get(url)?.given ?? []
    await client.reference.updateMany({ where: { taskId: task.id, url: { in: given } }, data: { linkedFileId: id } })
  }
}

function isPlainAddress(given: string): boolean {
  const url = given.trim()
  if (!URL.canParse(url)) return false
  const { protocol, username, password } = new URL(url)
  return /^https?:$/.test(protocol) && username === '' && password === ''
}
