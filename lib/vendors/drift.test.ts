import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { openSandbox } from '#lib/sandbox/testing/open-sandbox.ts'
import { conformanceCases } from './conformance-cases.ts'
import { vendors } from './registry.ts'
import { sampleRequest } from './sample-request.ts'
import type { Drift, Reply } from './vendor.ts'

const reply = (body: unknown): Reply => ({ status: 200, body, text: '', retryAfterSeconds: null })
const url = 'https://example.com/v.mp4'
const whole = (vendor: VendorId) => conformanceCases[vendor].queryReply(conformanceCases[vendor].succeeded, url)

type Path = readonly (string | number)[]

/** A copy with one place changed; `undefined` takes the field out. */
function withChange(value: unknown, [key, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value)
  if (Array.isArray(value)) return value.map((entry, index) => (index === key ? withChange(entry, rest, change) : entry))
  const record: Record<string, unknown> = { ...(value as Record<string, unknown>) }
  const changed = withChange(record[key], rest, change)
  if (changed === undefined) delete record[key]
  else record[key] = changed
  return record
}

interface Row {
  vendor: VendorId
  name: string
  path: Path
  change: (old: unknown) => unknown
  drift: Drift[]
}

const added = () => ({ deep: true })
const asText = (old: unknown) => String(old)
const gone = () => undefined

/** Where each vendor keeps what. */
const places: Record<VendorId, { objects: string[]; number: string | null; credits: string | null; id: string; status: string }> = {
  loova: {
    objects: ['', 'data', 'data.result'],
    number: 'data.credits_cost',
    credits: 'data.credits_cost',
    id: 'data.task_id',
    status: 'data.status',
  },
  outai: {
    objects: ['', 'data', 'data.result'],
    number: 'data.credits_cost',
    credits: 'data.credits_cost',
    id: 'data.task_id',
    status: 'data.status',
  },
  seedance2ai: { objects: ['', 'output.0'], number: 'output.0.width', credits: 'creditsUsed', id: 'taskId', status: 'status' },
  uniall: { objects: [''], number: 'progress', credits: null, id: 'task_id', status: 'status' },
  seedance2ink: { objects: ['', 'output'], number: null, credits: null, id: 'requestId', status: 'status' },
}
const pathOf = (text: string): Path => (text === '' ? [] : text.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part)))
const shown = (text: string) => text.replace(/\.(\d+)/g, '[$1]')

const rows: Row[] = vendorIds.flatMap((vendor) => {
  const { objects, number, credits, id, status } = places[vendor]
  const found: Row[] = objects.map((object) => {
    const path = [...pathOf(object), 'surprise']
    const detail = object === '' ? 'surprise' : `${shown(object)}.surprise`
    return { vendor, name: `a new field in ${object || 'the answer'}`, path, change: added, drift: [{ kind: 'unknown_field', detail }] }
  })
  if (number !== null)
    found.push({
      vendor,
      name: 'a number as text',
      path: pathOf(number),
      change: asText,
      drift: [{ kind: 'odd_type', detail: shown(number) }],
    })
  for (const field of [id, credits].filter((each) => each !== null))
    found.push({ vendor, name: `no ${field}`, path: pathOf(field), change: gone, drift: [{ kind: 'missing_field', detail: field }] })
  return found.concat([
    {
      vendor,
      name: 'a status in another case',
      path: pathOf(status),
      change: (old) => swapCase(String(old)),
      drift: [{ kind: 'renamed_status', detail: swapCase(conformanceCases[vendor].succeeded) }],
    },
    {
      vendor,
      name: 'a new field of null',
      path: ['surprise'],
      change: () => null,
      drift: [{ kind: 'unknown_field', detail: 'surprise' }],
    },
  ])
})

function swapCase(text: string): string {
  return text === text.toUpperCase() ? text.toLowerCase() : text.toUpperCase()
}

describe('what a vendor answers that its documentation does not show', () => {
  it.each(rows)('$vendor, $name: is read, and noted once', ({ vendor, path, change, drift }) => {
    const body = withChange(whole(vendor), path, change)
    const decoded = vendors[vendor].query.decode(reply(body))
    expect(decoded).toMatchObject({ ok: true, value: { state: 'succeeded', video: { url } } })
    expect(decoded.ok && decoded.drift).toEqual(drift)
  })

  it.each(vendorIds)('%s, a status nobody knows: still running, and noted', (vendor) => {
    const decoded = vendors[vendor].query.decode(reply(conformanceCases[vendor].queryReply('transcoding')))
    expect(decoded).toMatchObject({ ok: true, value: { state: 'running' }, drift: [{ kind: 'unknown_status', detail: 'transcoding' }] })
  })

  it.each(vendorIds)('%s, a flood of new fields: bounded', (vendor) => {
    const flood = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`f${index}${'x'.repeat(500)}`, index]))
    const decoded = vendors[vendor].query.decode(reply({ ...whole(vendor), ...flood }))
    if (!decoded.ok) throw new Error('Not read')
    expect(decoded.drift.length).toBeLessThanOrEqual(20)
    for (const { detail } of decoded.drift) expect(detail.length).toBeLessThanOrEqual(100)
  })
})

describe('no drift', () => {
  it.each(vendorIds)('in any answer that the page of %s shows', (vendor) => {
    const folder = new URL(`./__fixtures__/${vendor}/`, import.meta.url)
    const answers = readdirSync(folder).filter((file) => /reply|callback\./.test(file))
    expect(answers.length).toBeGreaterThan(0)
    for (const file of answers) {
      const body: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
      const { create, query, cancel, balance } = vendors[vendor]
      const decoded = /create/.test(file)
        ? create.decode(reply(body))
        : /cancelled/.test(file)
          ? cancel?.decode(reply(body))
          : /credits-reply/.test(file) && balance
            ? balance.decode(reply(body))
            : query.decode(reply(body))
      if (decoded?.ok) expect(decoded.drift, file).toEqual([])
    }
  })

  it.each(vendorIds)('in a whole task at the sandbox of %s', async (id) => {
    const vendor = vendors[id]
    await using open = await openSandbox()
    const request = sampleRequest(vendor, 'text_to_video')
    if (!request) throw new Error('No sample')
    const perform = async ({ method, path, body }: ReturnType<typeof vendor.query.request>) =>
      reply((await open.call(id, method, path, body)).body)
    const created = vendor.create.decode(await perform(vendor.create.request({ request })))
    if (!created.ok) throw new Error('Refused')
    expect(created.drift).toEqual([])
    for (const state of ['running', 'succeeded']) {
      const seen = vendor.query.decode(await perform(vendor.query.request({ vendorTaskId: created.value.vendorTaskId })))
      expect(seen).toMatchObject({ ok: true, drift: [] })
      if (seen.ok && state === 'succeeded') expect(seen.value.state).toBe(state)
      await open.pass(20)
    }
  })
})
