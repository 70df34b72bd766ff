import { describe, expect, it } from 'vitest'
import { asUnconfirmed, failure, failureWords } from '#lib/generation/failure.ts'
import { type VendorId, vendorIds } from '#lib/generation/request.ts'
import { createCertainty } from '#lib/transport/call-vendor.ts'
import { conformanceCases } from './conformance-cases.ts'
import { type FailureShape, gatewayShapes } from './failure-shapes.ts'
import { ownShapes } from './own-failure-shapes.ts'
import { vendors } from './registry.ts'
import type { Reply } from './vendor.ts'

function replyOf({ status, body, text, retryAfter }: FailureShape): Reply {
  return { status, body: text === undefined ? body : undefined, text: text ?? JSON.stringify(body), retryAfterSeconds: retryAfter ?? null }
}

const rows = [...vendorIds.flatMap((vendor) => gatewayShapes.map((shape) => ({ ...shape, vendor }))), ...ownShapes].map((row) => ({
  ...row,
  code: row.at?.[row.vendor] ?? row.code,
}))

describe('every shape of failure at every vendor', () => {
  it.each(rows)('$vendor reads $name as $code ($money)', (row) => {
    const reply = replyOf(row)
    const vendor = vendors[row.vendor]
    const created = vendor.create.decode(reply)
    if (created.ok) throw new Error('Taken for an acceptance')
    const why = created.failure
    expect(why.code).toBe(row.code)
    expect(why.retryAfterSeconds).toBe(row.retryAfter ?? null)
    if (row.said !== undefined) expect(why.vendorMessage).toBe(row.said)
    if (row.vendorCode !== undefined) expect(why.vendorCode).toBe(row.vendorCode)
    if (row.traceId !== undefined) expect(why.traceId).toBe(row.traceId)
    expect(vendor.explain(reply)).toEqual(why)
    expect(vendor.query.decode(reply).ok).toBe(false)

    const certainty = createCertainty({ kind: 'answered', decoded: created, status: reply.status, latencyMs: 1 })
    expect(certainty).toBe(row.money)
    const told = failureWords[certainty === 'unknown' ? asUnconfirmed(why).code : why.code].money
    if (certainty === 'unknown') expect(told).toBe('It may have been charged; check your vendor account.')
  })
})

describe('a task that failed at the vendor', () => {
  const said = (vendor: VendorId, message: string): unknown => {
    const reply = conformanceCases[vendor].queryReply(conformanceCases[vendor].failed)
    if (vendor === 'seedance2ai') return { ...reply, error: message }
    if (vendor === 'seedance2ink') return { ...reply, success: true, error: { code: 'provider_error', message } }
    if (vendor === 'uniall') return { ...reply, error: { code: 'provider_error', message } }
    return { ...reply, data: { task_id: 't', status: 'failed', credits_cost: 0, result: { video_url: null, error_message: message } } }
  }
  const cases = vendorIds.flatMap((vendor) => [
    { vendor, message: 'Video generation failed upstream', code: 'generation_failed' as const },
    { vendor, message: 'Output blocked by content moderation', code: 'content_rejected' as const },
    { vendor, message: '', code: 'generation_failed' as const },
  ])

  it.each(cases)('is read from a 200 of $vendor that says “$message” as $code', ({ vendor, message, code }) => {
    const body = said(vendor, message)
    const decoded = vendors[vendor].query.decode({ status: 200, body, text: '', retryAfterSeconds: null })
    expect(decoded).toMatchObject({ ok: true, value: { state: 'failed', video: null, failure: { code } }, drift: [] })
    if (decoded.ok && message !== '') expect(decoded.value.failure?.vendorMessage).toBe(message)
  })

  it('is told by seedance2ink with success true, and is a task there even as the answer to a create', () => {
    const body = { success: true, requestId: 'req_1', status: 'failed', error: { code: 'provider_error', message: 'No' } }
    const reply = { status: 200, body, text: '', retryAfterSeconds: null }
    expect(vendors.seedance2ink.create.decode(reply)).toMatchObject({ ok: true, value: { vendorTaskId: 'req_1' } })
    expect(vendors.seedance2ink.query.decode(reply)).toMatchObject({ ok: true, value: { state: 'failed' } })
  })

  it('without any answer keeps its words', () => {
    expect(asUnconfirmed(failure('no_answer')).code).toBe('no_answer')
    expect(asUnconfirmed(failure('vendor_unavailable')).code).toBe('unconfirmed_answer')
  })
})
