import { expect, it } from 'vitest'
import { noSelection, type Selection, toggleSelected } from './selection.ts'

const order = ['a', 'b', 'c', 'd', 'e']
const press = (presses: readonly [id: string, isRange?: boolean][], from: Selection = noSelection) =>
  [...presses.reduce((selection, [id, isRange = false]) => toggleSelected(selection, order, id, isRange), from).ids].toSorted().join('')

it('adds and removes one by one', () => {
  expect(press([['b'], ['d']])).toBe('bd')
  expect(press([['b'], ['d'], ['b']])).toBe('d')
})

it('reaches from the last one pressed, either way', () => {
  expect(press([['b'], ['d', true]])).toBe('bcd')
  expect(press([['d'], ['b', true]])).toBe('bcd')
  expect(press([['b'], ['d', true], ['e', true]])).toBe('bcde')
})

it('clears a range as the one that was pressed', () => {
  expect(press([['a'], ['e', true], ['b'], ['d', true]])).toBe('ae')
})

it('is one when nothing was pressed before, or what was is gone', () => {
  expect(press([['c', true]])).toBe('c')
  expect(press([['c', true]], { ids: new Set(['x']), anchor: 'x' })).toBe('cx')
})
