import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { listFields } from '#lib/generation/file-kinds.ts'
import { type GenerationRequest, modes } from '#lib/generation/request.ts'
import { vendorList } from './registry.ts'
import { sampleReference, sampleReferences, sampleRequest } from './sample-request.ts'
import type { ModeRules, Source, Vendor } from './vendor.ts'
import { countIn } from './wording.ts'

function errorPaths(vendor: Vendor, request: GenerationRequest): string[] {
  return vendor.check(request).flatMap((issue) => (issue.severity === 'error' ? [issue.path] : []))
}

const combinations = vendorList.flatMap((vendor) =>
  vendor.models.flatMap((model) =>
    modes.flatMap((mode) => {
      const rules = vendor.rules[model.id]?.[mode]
      const request = sampleRequest(vendor, mode, model.id)
      return rules && request ? [{ name: `${vendor.id} ${model.id} ${mode}`, vendor, rules, request }] : []
    }),
  ),
)

/** Every edge of a rule with its next step: read from the data, so that a changed limit is tested where it now is. */
describe.each(combinations)('$name', ({ vendor, rules, request }) => {
  const accepts = (change: Partial<GenerationRequest>) => expect(errorPaths(vendor, { ...request, ...change })).toEqual([])
  const refuses = (path: string, change: Partial<GenerationRequest>) =>
    expect(errorPaths(vendor, { ...request, ...change }), JSON.stringify(change)).toContain(path)

  it('accepts every duration of its list and nothing beside', () => {
    const { values } = rules.duration.value
    for (const duration of values) accepts({ duration })
    for (const duration of values.flatMap((value) => [value - 1, value + 1]))
      if (!values.includes(duration)) refuses('duration', { duration })
    for (const duration of [0, -0, 5.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER]) refuses('duration', { duration })
  })

  it.each(['ratio', 'resolution', 'upscale'] as const)('accepts every %s it lists and nothing beside', (field) => {
    const { presence, options } = rules[field].value
    for (const option of options) accepts({ [field]: option })
    for (const option of ['2:1', '9999p', '16:9 ', 'constructor']) refuses(field, { [field]: option })
    if (presence === 'required') refuses(field, { [field]: undefined })
    else accepts({ [field]: undefined })
    if (presence === 'absent') for (const option of ['16:9', '720p', '2k']) refuses(field, { [field]: option })
  })

  it('asks for a prompt where one is required', () => {
    for (const prompt of [undefined, '', ' \n\t ']) {
      if (rules.prompt.value === 'required') refuses('prompt', { prompt })
      else accepts({ prompt })
    }
  })

  it.each(listFields)('counts %s up to the edge', (field) => {
    const rule = rules[field]
    if (!rule) {
      refuses(field, { [field]: sampleReferences(field, 1) })
      return
    }
    const others = listFields.filter((other) => other !== field)
    const total = rules.totalReferences?.value.max ?? Number.POSITIVE_INFINITY
    const most = Math.min(rule.count.value.max, total - others.reduce((sum, other) => sum + countIn(request, other), 0))
    const short = sampleReferences(field, rule.count.value.max + 1).map((reference) => ({ ...reference, duration: undefined }))
    const companion =
      field === 'audios' && rules.audioNeedsVisual && countIn(request, 'images') === 0 ? { images: sampleReferences('images', 1) } : {}
    accepts({ ...companion, [field]: short.slice(0, most) })
    refuses(field, { [field]: short })
    if (rule.count.value.min > 0) refuses(field, { [field]: short.slice(0, rule.count.value.min - 1) })
  })

  it('counts all references together', () => {
    const limits = rules.totalReferences?.value
    if (!limits) return
    const full = {
      images: [] as GenerationRequest['images'],
      videos: [] as GenerationRequest['videos'],
      audios: [] as GenerationRequest['audios'],
    }
    let left = limits.max
    for (const field of listFields) {
      const count = Math.min(left, rules[field]?.count.value.max ?? 0)
      full[field] = sampleReferences(field, count).map((reference) => ({ ...reference, duration: undefined }))
      left -= count
    }
    expect(left).toBe(0)
    accepts(full)
    expect(errorPaths(vendor, { ...request, images: [], videos: [], audios: [] })).toContain('images')
    const roomy = listFields.find((field) => (full[field]?.length ?? 0) < (rules[field]?.count.value.max ?? 0))
    if (roomy)
      expect(errorPaths(vendor, { ...request, ...full, [roomy]: [...(full[roomy] ?? []), sampleReference(roomy, 99)] })).toHaveLength(1)
  })

  it.each(listFields)('measures %s to the edge', (field) => {
    const rule = rules[field]
    if (!rule) return
    const visual = rules.audioNeedsVisual ? { images: sampleReferences('images', 1) } : {}
    const rest = Array.from({ length: Math.max(0, rule.count.value.min - 1) }, (_, index) => sampleReference(field, index + 2))
    const one = (facts: object) => ({
      ...(field === 'audios' ? visual : {}),
      [field]: [{ ...sampleReference(field, 1), ...facts }, ...rest],
    })
    const { minShortSidePx, minSeconds, maxSeconds, maxTotalSeconds } = rule
    if (minShortSidePx) {
      accepts(one({ width: minShortSidePx.value, height: 4000 }))
      refuses(field, one({ width: minShortSidePx.value - 1, height: 4000 }))
      refuses(field, one({ width: 4000, height: minShortSidePx.value - 1 }))
    }
    if (minSeconds) {
      accepts(one({ duration: minSeconds.value }))
      refuses(field, one({ duration: minSeconds.value - 0.1 }))
    }
    if (maxSeconds) {
      accepts(one({ duration: maxSeconds.value }))
      refuses(field, one({ duration: maxSeconds.value + 0.1 }))
    }
    if (maxTotalSeconds && rule.count.value.max > 1) {
      const pair = (length: number) => ({ [field]: [1, 2].map((number) => ({ ...sampleReference(field, number), duration: length })) })
      accepts(pair(maxTotalSeconds.value / 2))
      refuses(field, pair(maxTotalSeconds.value / 2 + 0.1))
    }
  })

  it('passes a file that nobody could measure, with one warning', () => {
    for (const field of listFields) {
      const rule = rules[field]
      if (!rule) continue
      const count = Math.max(countIn(request, field), 1)
      const bare = sampleReferences(field, count).map((reference) => ('url' in reference ? { url: reference.url } : reference))
      const issues = vendor.check({ ...request, ...(rules.audioNeedsVisual && { images: sampleReferences('images', 1) }), [field]: bare })
      const needsFacts = rule.minShortSidePx ?? rule.minSeconds ?? rule.maxSeconds ?? rule.maxTotalSeconds
      const own = issues.filter((issue) => issue.path === field)
      expect(own.map((issue) => [issue.code, issue.severity])).toEqual(needsFacts ? [['unknown_fact', 'warning']] : [])
    }
  })
})

describe('the sources of the rules', () => {
  const docs = (page: string) => readFileSync(new URL(`./__fixtures__/${page}`, import.meta.url), 'utf8').replace(/\s+/g, ' ')

  it.each(combinations)('of $name stand in the documentation they name', ({ rules }) => {
    const sources = collectSources(rules)
    expect(sources.length).toBeGreaterThan(5)
    for (const source of sources) {
      expect(source.readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      expect(source.quote.length).toBeGreaterThan(5)
      if (source.kind === 'documented') expect(docs(source.page)).toContain(source.quote)
    }
  })

  it('of the vendors’ limits on asking and running do too', () => {
    for (const vendor of vendorList)
      for (const rule of [vendor.pollSeconds, vendor.maxRunning])
        if (rule?.source.kind === 'documented') expect(docs(rule.source.page)).toContain(rule.source.quote)
  })
})

function collectSources(rules: ModeRules): Source[] {
  const found: Source[] = []
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [key, inner] of Object.entries(value))
      if (key === 'source') found.push(inner)
      else walk(inner)
  }
  walk(rules)
  return found
}
