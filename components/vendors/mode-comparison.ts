import type { Mode, VendorId } from '#lib/generation/request.ts'
import { capabilityMatrix, type MatrixColumn, type MatrixFact, matrixColumns, vendorFacts } from '#lib/vendors/matrix.ts'
import { vendorList } from '#lib/vendors/registry.ts'

export interface ComparedCell {
  isOffered: boolean
  facts: readonly MatrixFact[]
  /** The models for which it holds; null when it holds for all that the vendor has in this mode. */
  models: readonly string[] | null
}

export interface ComparedVendor {
  vendor: VendorId
  name: string
  docsUrl: string | null
  models: readonly string[]
}

export interface ComparedRow {
  id: MatrixColumn | 'at_once' | 'asked'
  label: string
  /** One list for each vendor, in their order: several cells where its models differ. */
  cells: readonly (readonly ComparedCell[])[]
  /** Every vendor says the same: nothing to choose by. */
  isAlike: boolean
}

export interface ModeComparison {
  vendors: readonly ComparedVendor[]
  /** The names of those that do not have this mode. */
  without: readonly string[]
  rows: readonly ComparedRow[]
}

const matrix = capabilityMatrix()
const accountFacts = vendorFacts()
const accountRows = [
  { id: 'at_once', label: 'Takes at once', position: 0 },
  { id: 'asked', label: 'Asked for news', position: 1 },
] as const

export function countVendors(mode: Mode): number {
  return new Set(matrix.filter((row) => row.mode === mode).map((row) => row.vendor)).size
}

/** One mode at all vendors, side by side: a row for each rule, a column for each vendor. */
export function compareMode(mode: Mode): ModeComparison {
  const offering = vendorList.flatMap((vendor) => {
    const rows = matrix.filter((row) => row.mode === mode && row.vendor === vendor.id)
    return rows.length === 0 ? [] : [{ vendor, rows }]
  })
  const rows = matrixColumns.map(({ id, label }, position) => ({
    id,
    label,
    cells: offering.map(({ rows: own }) => {
      const cells: { isOffered: boolean; facts: readonly MatrixFact[]; models: string[] }[] = []
      for (const row of own) {
        const cell = row.cells[position]
        if (!cell) continue
        const names = row.models.map((model) => model.name)
        const alike = cells.find((one) => JSON.stringify(one.facts) === JSON.stringify(cell.facts))
        if (alike) alike.models.push(...names)
        else cells.push({ isOffered: cell.isOffered, facts: cell.facts, models: names })
      }
      return cells.length === 1 ? cells.map((cell) => ({ ...cell, models: null })) : cells
    }),
  }))
  const ofAccount = accountRows.map(({ id, label, position }) => ({
    id,
    label,
    cells: offering.map(({ vendor }) => {
      const fact = accountFacts.find((one) => one.vendor === vendor.id)?.facts[position]
      return fact ? [{ isOffered: true, facts: [fact], models: null }] : []
    }),
  }))
  return {
    vendors: offering.map(({ vendor, rows: own }) => ({
      vendor: vendor.id,
      name: vendor.name,
      docsUrl: vendor.docsUrl,
      models: vendor.models.filter(({ id }) => own.some((row) => row.models.some((model) => model.id === id))).map((model) => model.name),
    })),
    without: vendorList.filter((vendor) => !offering.some((one) => one.vendor === vendor)).map((vendor) => vendor.name),
    rows: [...rows, ...ofAccount].map((row) => ({ ...row, isAlike: areAlike(row.cells) })),
  }
}

function areAlike(columns: readonly (readonly ComparedCell[])[]): boolean {
  const said = columns.map((cells) => JSON.stringify(cells.map(({ facts, models }) => [models, facts.map(({ text }) => text)])))
  return columns.length > 1 && columns.every((cells) => cells.length === 1) && new Set(said).size === 1
}
