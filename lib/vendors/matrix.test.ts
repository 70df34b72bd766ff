import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { modes, vendorIds } from '#lib/generation/request.ts'
import { capabilityMatrix, matrixColumns, vendorFacts } from './matrix.ts'
import { vendorList } from './registry.ts'

const rows = capabilityMatrix()
const texts = (vendor: string, mode: string, column: string, model?: string) =>
  rows
    .find((row) => row.vendor === vendor && row.mode === mode && (model === undefined || row.models.some(({ id }) => id === model)))
    ?.cells.find((cell) => cell.column === column)
    ?.facts.map((fact) => fact.text)

describe('the matrix of what vendors can do', () => {
  it('has every model of every vendor in every mode once, and nothing else', () => {
    const shown = rows.flatMap((row) => row.models.map((model) => `${row.vendor} ${model.id} ${row.mode}`))
    const ruled = vendorList.flatMap((vendor) =>
      vendor.models.flatMap((model) =>
        modes.flatMap((mode) => (vendor.rules[model.id]?.[mode] ? [`${vendor.id} ${model.id} ${mode}`] : [])),
      ),
    )
    expect(shown.toSorted()).toEqual(ruled.toSorted())
  })

  it('fills every cell, with a source and a date for every fact', () => {
    const docs = (page: string) => readFileSync(new URL(`./__fixtures__/${page}`, import.meta.url), 'utf8').replace(/\s+/g, ' ')
    for (const row of rows) {
      expect(row.cells.map((cell) => cell.column)).toEqual(matrixColumns.map((column) => column.id))
      for (const { text, source } of row.cells.flatMap((cell) => cell.facts)) {
        expect(text).toMatch(/\S/)
        expect(text).not.toMatch(/undefined|null|NaN|\[object/)
        expect(source.readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
        if (source.kind === 'documented') expect(docs(source.page)).toContain(source.quote)
      }
      for (const cell of row.cells) expect(cell.facts.length).toBeGreaterThan(0)
    }
    expect(vendorFacts().map((entry) => entry.vendor)).toEqual([...vendorIds])
  })

  it.each([
    ['loova', 'text_to_video', 'duration', ['4–15 s; 5 s if left out']],
    ['loova', 'text_to_video', 'images', ['None']],
    ['loova', 'reference', 'audios', ['Up to 3', 'By http:// or https://', 'Only with an image or video']],
    ['seedance2ai', 'image_to_video', 'ratio', ['Follows the image']],
    ['seedance2ai', 'reference', 'ratio', ['21:9, 16:9, 4:3, 1:1, 3:4 or 9:16 (required)']],
    ['seedance2ai', 'reference', 'files', ['1–12']],
    [
      'seedance2ai',
      'reference',
      'price',
      ['40 credits a second', 'Upscale to 2k + 20 or 4k + 40 a second', '× 2 before the upscale with a reference video'],
    ],
    ['uniall', 'edit', 'videos', ['1', 'Each at least 2 s', 'Each at most 15 s', 'Together at most 15 s', 'By http:// or https://']],
    ['uniall', 'edit', 'price', ['Not documented']],
    ['uniall', 'reference', 'mentions', ['Sent as you write them']],
  ])('says of %s in %s under %s', (vendor, mode, column, expected) => {
    expect(texts(vendor, mode, column)).toEqual(expected)
  })

  it('gives models of the same rules one row, and others their own', () => {
    expect(rows.filter((row) => row.vendor === 'loova' && row.mode === 'reference').map((row) => row.models.length)).toEqual([2])
    expect(texts('seedance2ink', 'text_to_video', 'duration', 'seedance-1.5-pro')).toEqual(['5 or 10 s; 5 s if left out'])
    expect(texts('seedance2ink', 'text_to_video', 'duration', 'seedance-2.0-fast')).toEqual(['4–15 s; 5 s if left out'])
  })
})
