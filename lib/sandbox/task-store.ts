import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { type FaultScript, faults } from './faults.ts'
import { orderSchema } from './order.ts'
import { isEnded, progressOf } from './progress.ts'

const faultScriptSchema: z.ZodType<FaultScript> = z.record(z.string(), z.number()).transform((script) => {
  return Object.fromEntries(Object.entries(script).filter(([name]) => Object.hasOwn(faults, name)))
})

/** What was accepted. Written once and never changed. */
export const taskSchema = z.object({
  id: z.string(),
  vendor: z.string(),
  apiKey: z.string(),
  traceId: z.string(),
  createdAt: z.number(),
  renderSeconds: z.number(),
  /** The prompt without its markers. */
  title: z.string(),
  faults: faultScriptSchema,
  order: orderSchema,
})
export type SandboxTask = z.infer<typeof taskSchema>

/** What happened to it. Each event is a file of its own that is created once: of two processes that race, one wins. */
const eventSchemas = {
  cancelled: z.object({ at: z.number() }),
  failed: z.object({ at: z.number(), code: z.string(), message: z.string() }),
  rendered: z.object({ at: z.number(), file: z.string().nullable(), width: z.number(), height: z.number() }),
}
type EventName = keyof typeof eventSchemas
export type TaskEvents = { [Name in EventName]?: z.infer<(typeof eventSchemas)[Name]> }

const attemptSchema = z.object({ at: z.number(), status: z.number().nullable().optional() })
export type CallbackAttempt = z.infer<typeof attemptSchema>

const claimSchema = z.object({ pid: z.number(), at: z.number() })

export interface StoredTask {
  task: SandboxTask
  events: TaskEvents
}

/** Longer than any call that was under way when the time came. */
const settleMs = 60_000

const safeId = /^[A-Za-z0-9_-]{1,64}$/

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

async function readJson<T>(schema: z.ZodType<T>, file: string): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    // A power cut can leave an empty file; one lost task must not take the others' vendor down.
    if (isNotFound(error) || error instanceof SyntaxError || error instanceof z.ZodError) return undefined
    throw error
  }
}

/** The vendors' memory, on disk: several processes may share it, and none of them may lose it. */
export class TaskStore {
  readonly directory: string
  /** Events are only ever added, so what is known stays true. With the moment that they were last looked for. */
  private readonly known = new Map<string, { stored: StoredTask; readAt: number }>()

  private readonly clock: () => number

  constructor(directory: string, clock: () => number) {
    this.directory = directory
    this.clock = clock
  }

  /** Nothing can happen to it any more: it had ended long before anybody looked. Until its time has come, another process may cancel it. */
  private isSettled({ stored, readAt }: { stored: StoredTask; readAt: number }): boolean {
    return isEnded(progressOf(stored, readAt - settleMs))
  }

  private folder(vendor: string, id?: string): string {
    return path.join(this.directory, 'tasks', vendor, ...(id === undefined ? [] : [id]))
  }

  private async writeAtomically(file: string, value: unknown): Promise<void> {
    const temporary = `${file}.${randomUUID()}`
    await writeFile(temporary, JSON.stringify(value))
    await rename(temporary, file)
  }

  /** True for the one caller that created the file. */
  private async createOnce(file: string, value: unknown): Promise<boolean> {
    const temporary = `${file}.${randomUUID()}`
    await writeFile(temporary, JSON.stringify(value))
    try {
      await link(temporary, file)
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    } finally {
      await rm(temporary, { force: true })
    }
  }

  async add(task: SandboxTask): Promise<StoredTask> {
    await mkdir(this.folder(task.vendor, task.id), { recursive: true })
    await this.writeAtomically(path.join(this.folder(task.vendor, task.id), 'task.json'), task)
    const stored: StoredTask = { task, events: {} }
    this.known.set(`${task.vendor}/${task.id}`, { stored, readAt: this.clock() })
    return stored
  }

  async find(vendor: string, id: string): Promise<StoredTask | null> {
    if (!safeId.test(id)) return null
    const key = `${vendor}/${id}`
    const folder = this.folder(vendor, id)
    const known = this.known.get(key)
    if (known && this.isSettled(known)) return known.stored
    const task = known?.stored.task ?? (await readJson(taskSchema, path.join(folder, 'task.json')))
    if (!task) return null
    const readAt = this.clock()
    const names = await readdir(folder)
    const read = async <T>(name: EventName, schema: z.ZodType<T>) =>
      names.includes(`${name}.json`) ? readJson(schema, path.join(folder, `${name}.json`)) : undefined
    const events: TaskEvents = {
      cancelled: await read('cancelled', eventSchemas.cancelled),
      failed: await read('failed', eventSchemas.failed),
      rendered: await read('rendered', eventSchemas.rendered),
    }
    const stored: StoredTask = { task, events }
    this.known.set(key, { stored, readAt })
    return stored
  }

  async list(vendor: string): Promise<StoredTask[]> {
    const names = await readdir(this.folder(vendor)).catch((error: unknown) => {
      if (isNotFound(error)) return []
      throw error
    })
    const found = await Promise.all(names.map((id) => this.find(vendor, id)))
    return found.filter((stored) => stored !== null).sort((a, b) => a.task.createdAt - b.task.createdAt)
  }

  /** A task ends once: what came first stays. */
  async end(
    task: SandboxTask,
    event:
      | { cancelled: { at: number } }
      | { failed: { at: number; code: string; message: string } }
      | { rendered: NonNullable<TaskEvents['rendered']> },
  ): Promise<boolean> {
    const [name, value] = Object.entries(event)[0] ?? []
    const isFirst = await this.createOnce(path.join(this.folder(task.vendor, task.id), `${name}.json`), value)
    const known = this.known.get(`${task.vendor}/${task.id}`)
    if (isFirst && known) known.stored = { task, events: { ...known.stored.events, ...event } }
    return isFirst
  }

  /** False while another living process renders this task; a claim left by a dead one is taken over. */
  async claimRender(task: SandboxTask, at: number): Promise<boolean> {
    const file = path.join(this.folder(task.vendor, task.id), 'rendering.json')
    if (await this.createOnce(file, { pid: process.pid, at })) return true
    const claim = await readJson(claimSchema, file)
    if (claim && claim.pid !== process.pid && Math.abs(at - claim.at) < 600_000 && isAlive(claim.pid)) return false
    await this.writeAtomically(file, { pid: process.pid, at })
    return true
  }

  async listCallbackAttempts(task: SandboxTask): Promise<CallbackAttempt[]> {
    const attempts: CallbackAttempt[] = []
    for (;;) {
      const attempt = await readJson(attemptSchema, path.join(this.folder(task.vendor, task.id), `callback-${attempts.length}.json`))
      if (!attempt) return attempts
      attempts.push(attempt)
    }
  }

  claimCallbackAttempt(task: SandboxTask, number: number, at: number): Promise<boolean> {
    return this.createOnce(path.join(this.folder(task.vendor, task.id), `callback-${number}.json`), { at })
  }

  async saveCallbackAttempt(task: SandboxTask, number: number, attempt: CallbackAttempt): Promise<void> {
    await this.writeAtomically(path.join(this.folder(task.vendor, task.id), `callback-${number}.json`), attempt)
  }

  /** True for the first `times` calls with this name, over all processes and restarts. */
  async isAmongFirst(name: string, times: number): Promise<boolean> {
    if (times >= Number.MAX_SAFE_INTEGER) return true
    const folder = path.join(this.directory, 'counters')
    await mkdir(folder, { recursive: true })
    for (let turn = 0; turn < times; turn++) if (await this.createOnce(path.join(folder, `${name}-${turn}`), null)) return true
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
