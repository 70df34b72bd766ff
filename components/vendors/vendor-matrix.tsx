import Link from 'next/link'
import { cn } from '#components/ui/cn.ts'
import { Disclosure } from '#components/ui/disclosure.tsx'
import {
  type ComparedRow,
  type ComparedVendor,
  compareMode,
  countVendors,
  type ModeComparison,
} from '#components/vendors/mode-comparison.ts'
import { RuleCell } from '#components/vendors/rule-cell.tsx'
import { type Mode, modeLabels, modes } from '#lib/generation/request.ts'

/** What every vendor takes in one mode: a table side by side, or one vendor under the other where the page is narrow. */
export function VendorMatrix({ mode }: { mode: Mode }) {
  const comparison = compareMode(mode)
  return (
    <div className="flex flex-col gap-4">
      <nav aria-label="Modes">
        <ul className="flex w-fit flex-wrap gap-1 rounded-lg border border-border bg-well p-1">
          {modes.map((one) => (
            <li key={one}>
              <Link
                href={`/vendors?mode=${one}`}
                aria-current={one === mode ? 'page' : undefined}
                scroll={false}
                className={cn(
                  'flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 text-xs transition-colors',
                  one === mode
                    ? 'bg-secondary text-foreground shadow-[inset_0_0_0_1px_var(--border)]'
                    : 'text-muted-foreground hover:text-foreground',
                )}
              >
                {modeLabels[one]}
                <span className="text-2xs text-faint-foreground tabular-nums">{countVendors(one)}</span>
                <span className="sr-only">{countVendors(one) === 1 ? 'vendor' : 'vendors'}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {comparison.without.length > 0 && (
        <p className="text-muted-foreground text-sm">
          {joinNames(comparison.without)} {comparison.without.length === 1 ? 'has' : 'have'} no {modeLabels[mode]}.
        </p>
      )}
      <SideBySide mode={mode} comparison={comparison} />
      <Stacked mode={mode} comparison={comparison} />
    </div>
  )
}

interface LayoutProps {
  mode: Mode
  comparison: ModeComparison
}

function SideBySide({ mode, comparison: { vendors, rows } }: LayoutProps) {
  return (
    <div className={cn('overflow-x-auto rounded-xl border border-border bg-card max-lg:hidden', vendors.length === 1 && 'max-w-3xl')}>
      <table className="w-full table-fixed border-collapse text-left text-sm">
        <caption className="sr-only">{modeLabels[mode]} at each vendor</caption>
        <thead>
          <tr className="border-border border-b align-top">
            <th scope="col" className="w-32 px-4 py-3 font-medium text-muted-foreground text-xs">
              Rule
            </th>
            {vendors.map((vendor) => (
              <th key={vendor.vendor} scope="col" className="px-3 py-3 font-medium">
                {vendor.name}
                <span className="block font-normal text-muted-foreground text-xs">{vendor.models.join(', ')}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{rows.map((row) => !row.isAlike && <RuleRow key={row.id} row={row} vendors={vendors} />)}</tbody>
        {rows.some((row) => row.isAlike) && (
          <tbody className="border-border border-t text-muted-foreground text-xs">
            <tr>
              <th scope="rowgroup" colSpan={vendors.length + 1} className="px-4 pt-3 pb-1 font-medium">
                {alikeTitle}
              </th>
            </tr>
            {rows.map((row) => row.isAlike && <RuleRow key={row.id} row={row} vendors={vendors} />)}
          </tbody>
        )}
      </table>
    </div>
  )
}

const alikeTitle = 'The same at every vendor'

interface RuleRowProps {
  row: ComparedRow
  vendors: readonly ComparedVendor[]
}

function RuleRow({ row, vendors }: RuleRowProps) {
  return (
    <tr className={cn('align-top', !row.isAlike && 'border-border border-b last:border-b-0')}>
      <th scope="row" className={cn('px-4 font-normal text-muted-foreground text-xs leading-5', row.isAlike ? 'py-1' : 'py-2.5')}>
        {row.label}
      </th>
      {vendors.map((vendor, column) => (
        <td key={vendor.vendor} className={cn('px-3', row.isAlike ? 'py-1' : 'py-2.5')}>
          <RuleCells row={row} vendor={vendor} column={column} />
        </td>
      ))}
    </tr>
  )
}

/** What one vendor says to one rule: several cells where its models differ. */
function RuleCells({ row, vendor, column }: { row: ComparedRow; vendor: ComparedVendor; column: number }) {
  return (
    <div className="flex min-w-0 flex-col gap-2">
      {row.cells[column]?.map((cell) => (
        <RuleCell key={cell.models?.join() ?? ''} label={row.label} vendorName={vendor.name} docsUrl={vendor.docsUrl} cell={cell} />
      ))}
    </div>
  )
}

function Stacked({ comparison: { vendors, rows } }: LayoutProps) {
  return (
    <div className="flex flex-col gap-4 lg:hidden">
      {vendors.map((vendor, column) => (
        <section key={vendor.vendor} aria-labelledby={`vendor-${vendor.vendor}`} className="rounded-xl border border-border bg-card">
          <header className="border-border border-b px-4 py-3">
            <h2 id={`vendor-${vendor.vendor}`} className="font-medium text-base">
              {vendor.name}
            </h2>
            <p className="text-muted-foreground text-xs">{vendor.models.join(', ')}</p>
          </header>
          <RuleList rows={rows.filter((row) => !row.isAlike)} vendor={vendor} column={column} />
          {rows.some((row) => row.isAlike) && (
            <div className="border-border border-t px-4 py-1">
              <Disclosure summary={alikeTitle} aside={countRules(rows.filter((row) => row.isAlike).length)}>
                <RuleList rows={rows.filter((row) => row.isAlike)} vendor={vendor} column={column} isInset />
              </Disclosure>
            </div>
          )}
        </section>
      ))}
    </div>
  )
}

interface RuleListProps {
  rows: readonly ComparedRow[]
  vendor: ComparedVendor
  column: number
  isInset?: boolean
}

function RuleList({ rows, vendor, column, isInset = false }: RuleListProps) {
  return (
    <dl className={cn('divide-y divide-border', !isInset && 'px-4')}>
      {rows.map((row) => (
        <div key={row.id} className="grid grid-cols-[6.5rem_1fr] gap-3 py-2.5 text-sm">
          <dt className="text-muted-foreground text-xs leading-5">{row.label}</dt>
          <dd className="min-w-0">
            <RuleCells row={row} vendor={vendor} column={column} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function countRules(count: number): string {
  return count === 1 ? '1 rule' : `${count} rules`
}

function joinNames(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
