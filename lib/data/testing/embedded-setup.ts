import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { TestProject } from 'vitest/node'
import { migrate } from '../migrate.ts'
import { openDatabase } from '../open-database.ts'
import { openQueue } from '../open-queue.ts'
import './provided.ts'

/** Makes the embedded database once per run; every test file copies it, because initdb takes seconds. */
export default async function setup(project: TestProject): Promise<() => void> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'dailies-template-'))
  const templates = { bare: path.join(directory, 'bare'), prepared: path.join(directory, 'prepared') }
  const bare = await openDatabase({ directory: templates.bare })
  await bare.close()
  fs.cpSync(templates.bare, templates.prepared, { recursive: true })
  const database = await openDatabase({ directory: templates.prepared })
  try {
    await migrate(database.pool)
    const queue = await openQueue(database)
    await queue.stop()
  } finally {
    await database.close()
  }
  project.provide('embeddedTemplates', templates)
  const remove = () => fs.rmSync(directory, { recursive: true, force: true })
  // Vitest does not come to every project's teardown when it ends early.
  process.once('exit', remove)
  return remove
}
