import { Readable } from 'node:stream'
import { findFirstUserId } from '#lib/data/users.ts'
import type { EngineViewer } from '#lib/data/viewer.ts'
import type { ServiceContext } from './context.ts'

const folder = 'installations'

/**
 * Leaves this installation's mark in storage and looks for others. False when another one keeps files there too: its files have no row here,
 * and would be taken for what a crash left behind.
 */
export async function claimStorage(context: ServiceContext, viewer: EngineViewer): Promise<boolean> {
  // It is the installation's own and moves with its rows.
  const id = await findFirstUserId(viewer, context.database.client)
  if (id === null) return false
  const own = `${folder}/${id}`
  if ((await context.storage.stat(own)) === null)
    await context.storage.write(own, Readable.from([Buffer.from('Dailies keeps files here.\n')]), { contentType: 'text/plain' })
  const others: string[] = []
  for await (const { key } of context.storage.list(folder)) if (key !== own) others.push(key)
  if (others.length > 0)
    context.log.warn({ others }, 'another installation keeps files in this storage; nothing is swept until its mark is removed')
  return others.length === 0
}
