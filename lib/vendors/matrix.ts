import type { ListField } from '#lib/generation/file-kinds.ts'
import { type Mode, modeLabels, modes, type VendorId } from '#lib/generation/request.ts'
import { optionNames } from './option-words.ts'
import { vendorList } from './registry.ts'
import { ours, sourced } from './sourced.ts'
import type { CountRule, ModeRules, ReferenceRule, Source, Sourced, Vendor } from './vendor.ts'
import { capitalized, eitherOf, joinWords, nounOf, seconds } from './wording.ts'

export const matrixColumns = [
  { id: 'prompt', label: 'Prompt' },
  { id: 'duration', label: 'Duration' },
  { id: 'ratio', label: 'Ratio' },
  { id: 'resolution', label: 'Resolution' },
  { id: 'upscale', label: 'Upscale' },
  { id: 'images', label: 'Images' },
  { id: 'videos', label: 'Videos' },
  { id: 'audios', label: 'Audio' },
  { id: 'files', label: 'All files' },
  { id: 'mentions', label: 'Mentions' },
  { id: 'options', label: 'Options' },
  { id: 'price', label: 'Price' },
] as const
export type MatrixColumn = (typeof matrixColumns)[number]['id']

/** One rule in words, with where it was read. */
export interface MatrixFact {
  text: string
  source: Source
}

export interface MatrixCell {
  column: MatrixColumn
  /** False where there is nothing to choose or to give: shown quietly. */
  isOffered: boolean
  /** At least one; the first says most. */
  facts: MatrixFact[]
}

export interface MatrixRow {
  vendor: VendorId
  vendorName: string
  /** The models that have exactly the same rules in this mode, in the vendor's order. */
  models: { id: string; name: string }[]
  mode: Mode
  modeLabel: string
  /** One for each of `matrixColumns`, in their order. */
  cells: MatrixCell[]
}

export interface VendorFacts {
  vendor: VendorId
  vendorName: string
  docsUrl: string | null
  /** What holds for the vendor as a whole: running at once, how often to ask, where it answers. */
  facts: (MatrixFact & { label: string })[]
}

/** What every vendor's models can do in every mode, in words and with sources, from the rules alone. */
export function capabilityMatrix(): MatrixRow[] {
  return vendorList.flatMap((vendor) => modes.flatMap((mode) => rowsOf(vendor, mode)))
}

/** A row per model, where models differ. */
function rowsOf(vendor: Vendor, mode: Mode): MatrixRow[] {
  const rows: MatrixRow[] = []
  for (const { id, name } of vendor.models) {
    const rules = vendor.rules[id]?.[mode]
    if (!rules) continue
    const cells = matrixColumns.map((column) => describeCell(rules, mode, column.id))
    const alike = rows.find((row) => JSON.stringify(row.cells) === JSON.stringify(cells))
    if (alike) alike.models.push({ id, name })
    else rows.push({ vendor: vendor.id, vendorName: vendor.name, models: [{ id, name }], mode, modeLabel: modeLabels[mode], cells })
  }
  return rows
}

function describeCell(rules: ModeRules, mode: Mode, column: MatrixColumn): MatrixCell {
  switch (column) {
    case 'prompt':
      return offered(column, fact(rules.prompt, capitalized(rules.prompt.value)))
    case 'duration':
      return offered(column, fact(rules.duration, durationWords(rules)))
    case 'ratio':
    case 'resolution':
    case 'upscale':
      return describeChoice(rules, column)
    case 'images':
    case 'videos':
    case 'audios':
      return describeFiles(rules, mode, column)
    case 'files':
      return describeTotal(rules, mode)
    case 'mentions':
      return offered(
        column,
        fact(rules.mentionStyle, rules.mentionStyle.value === 'lowercase' ? 'Sent as @image1' : 'Sent as you write them'),
      )
    case 'options':
      return rules.options.value.length === 0
        ? absent(column, fact(rules.options, 'None'))
        : offered(
            column,
            fact(
              rules.options,
              capitalized(
                joinWords(
                  rules.options.value.map((option) => optionNames[option]),
                  'and',
                ),
              ),
            ),
          )
    case 'price':
      return describePrice(rules)
  }
}

function durationWords(rules: ModeRules): string {
  const { values, default: usual } = rules.duration.value
  const least = values[0] ?? 0
  const most = values.at(-1) ?? 0
  const range = values.length === most - least + 1 ? `${least}–${most} s` : `${eitherOf(values)} s`
  return `${range}; ${usual} s if left out`
}

function describeChoice(rules: ModeRules, field: 'ratio' | 'resolution' | 'upscale'): MatrixCell {
  const { value } = rules[field]
  if (value.presence === 'absent')
    return absent(field, fact(rules[field], field === 'ratio' && rules.ratioNote ? capitalized(rules.ratioNote) : 'None'))
  const usual = 'default' in value && value.default !== null ? `; ${value.default} if left out` : ''
  const must = value.presence === 'required' ? ' (required)' : usual
  return offered(field, fact(rules[field], `${eitherOf(value.options)}${must}`))
}

function describeFiles(rules: ModeRules, mode: Mode, field: ListField): MatrixCell {
  const rule = rules[field]
  if (!rule) return absent(field, { text: 'None', source: ours(`${modeLabels[mode]} is made without ${nounOf(field)}.`) })
  const facts = [fact(rule.count, countWords(rule.count.value)), ...limitFacts(rule)]
  if (field === 'audios' && rules.audioNeedsVisual) facts.push(fact(rules.audioNeedsVisual, 'Only with an image or video'))
  if (field === 'images' && rules.imagesOfAnotherMode)
    facts.push(fact(rules.imagesOfAnotherMode, `${eitherOf(rules.imagesOfAnotherMode.value)} alone would be frames`))
  return offered(field, ...facts)
}

function limitFacts(rule: ReferenceRule): MatrixFact[] {
  const { minShortSidePx, minSeconds, maxSeconds, maxTotalSeconds, extensions, schemes } = rule
  return [
    minShortSidePx && fact(minShortSidePx, `At least ${minShortSidePx.value} px on the short side`),
    minSeconds && fact(minSeconds, `Each at least ${seconds(minSeconds.value)}`),
    maxSeconds && fact(maxSeconds, `Each at most ${seconds(maxSeconds.value)}`),
    maxTotalSeconds && fact(maxTotalSeconds, `Together at most ${seconds(maxTotalSeconds.value)}`),
    extensions && fact(extensions, eitherOf(extensions.value)),
    fact(schemes, `By ${eitherOf(schemes.value.map((scheme) => `${scheme}://`))}`),
  ].filter((limit) => limit !== undefined)
}

function describeTotal(rules: ModeRules, mode: Mode): MatrixCell {
  if (rules.totalReferences) return offered('files', fact(rules.totalReferences, countWords(rules.totalReferences.value)))
  return absent('files', { text: 'No limit together', source: ours(`${modeLabels[mode]} has no limit over all files.`) })
}

function describePrice({ price }: ModeRules): MatrixCell {
  if (!('perSecond' in price)) return absent('price', fact(price, 'Not documented'))
  const { perSecond, upscalePerSecond, videoFactor } = price
  const upscales = Object.entries(upscalePerSecond.value).map(([option, amount]) => `${option} + ${amount}`)
  const facts = [
    fact(perSecond, `${perSecond.value} credits a second`),
    fact(upscalePerSecond, `Upscale to ${eitherOf(upscales)} a second`),
  ]
  if (videoFactor) facts.push(fact(videoFactor, `× ${videoFactor.value} before the upscale with a reference video`))
  return offered('price', ...facts)
}

function countWords({ min, max }: CountRule): string {
  if (min === max) return String(max)
  return min === 0 ? `Up to ${max}` : `${min}–${max}`
}

/** What a vendor says about itself rather than about a mode. */
export function vendorFacts(): VendorFacts[] {
  return vendorList.map((vendor) => {
    const noLimit = sourced(null, ours('No limit of tasks running at once is documented.'))
    const { first, steady } = vendor.pollSeconds.value
    return {
      vendor: vendor.id,
      vendorName: vendor.name,
      docsUrl: vendor.docsUrl,
      facts: [
        {
          label: 'At once',
          ...fact(vendor.maxRunning ?? noLimit, vendor.maxRunning ? `${vendor.maxRunning.value} takes` : 'Not documented'),
        },
        {
          label: 'Asked',
          ...fact(vendor.pollSeconds, first === steady ? `Every ${steady} s` : `After ${first} s, then every ${steady} s`),
        },
      ],
    }
  })
}

function fact(rule: Sourced<unknown>, text: string): MatrixFact {
  return { text, source: rule.source }
}

function offered(column: MatrixColumn, ...facts: MatrixFact[]): MatrixCell {
  return { column, isOffered: true, facts }
}

function absent(column: MatrixColumn, reason: MatrixFact): MatrixCell {
  return { column, isOffered: false, facts: [reason] }
}
