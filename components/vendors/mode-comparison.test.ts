import { expect, test } from 'vitest'
import { modes } from '#lib/generation/request.ts'
import { compareMode, countVendors } from './mode-comparison.ts'

const cellsOf = (mode: (typeof modes)[number], row: string, vendor: string) => {
  const comparison = compareMode(mode)
  const column = comparison.vendors.findIndex((one) => one.vendor === vendor)
  return comparison.rows.find((one) => one.id === row)?.cells[column]?.map((cell) => [cell.facts[0]?.text, cell.models])
}

test('every vendor has a cell with a source in every row', () => {
  for (const mode of modes) {
    const { vendors, without, rows } = compareMode(mode)
    expect(vendors.length + without.length).toBe(5)
    for (const row of rows) {
      expect(row.cells).toHaveLength(vendors.length)
      for (const cells of row.cells) {
        expect(cells.length, `${mode} ${row.id}`).toBeGreaterThan(0)
        for (const cell of cells) expect(cell.facts[0]?.source.readOn).toMatch(/^\d{4}-\d{2}-\d{2}$/)
      }
    }
  }
})

test('models that differ stand beside each other with their names, others share one cell', () => {
  expect(cellsOf('text_to_video', 'price', 'seedance2ai')).toEqual([
    ['40 credits a second', ['Seedance 2.0']],
    ['32 credits a second', ['Seedance 2.0 Fast']],
  ])
  expect(cellsOf('text_to_video', 'duration', 'seedance2ai')).toEqual([['4–15 s; 5 s if left out', null]])
  expect(cellsOf('reference', 'resolution', 'uniall')?.map(([, models]) => models)).toEqual([
    ['Seedance 2.0'],
    ['Seedance 2.0 Fast'],
    ['Seedance 2.0 Mini'],
  ])
})

test('names the vendors without a mode', () => {
  expect(compareMode('edit').without).toEqual(['Loova', 'OutAI', 'Seedance2 AI', 'Seedance2.ink'])
  expect(countVendors('edit')).toBe(1)
  expect(countVendors('text_to_video')).toBe(5)
})

test('tells the rows in which the vendors do not differ', () => {
  const alike = (mode: (typeof modes)[number]) => compareMode(mode).rows.flatMap((row) => (row.isAlike ? [row.id] : []))
  expect(alike('text_to_video')).toEqual(['prompt', 'images', 'videos', 'audios', 'files'])
  expect(alike('reference')).toEqual([])
  expect(alike('edit')).toEqual([])
})
