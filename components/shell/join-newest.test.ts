import { expect, it } from 'vitest'
import { joinNewest } from './join-newest.ts'

const page = (names: string, nextCursor: string | null = null) => ({ items: [...names].map((id) => ({ id })), nextCursor })
const data = (...pages: ReturnType<typeof page>[]) => ({ pages, pageParams: pages.map((_, index) => (index === 0 ? null : `${index}`)) })
const names = (joined: ReturnType<typeof data>) => joined.pages.map((one) => one.items.map((item) => item.id).join(''))

it('puts what came since in front, and keeps what was read on', () => {
  const joined = joinNewest(data(page('dc', '1'), page('ba')), page('ed', 'x'))
  expect(names(joined)).toEqual(['edc', 'ba'])
  expect(joined.pages.map((one) => one.nextCursor)).toEqual(['1', null])
})

it('drops what was deleted elsewhere, without a hole before what was read on', () => {
  expect(names(joinNewest(data(page('fed', '1'), page('cba')), page('fdc', 'x')))).toEqual(['fdc', 'ba'])
})

it('takes the fresher of two of the same', () => {
  const fresh = { items: [{ id: 'b', state: 'succeeded' }], nextCursor: 'x' }
  const stale = { pages: [{ items: [{ id: 'b', state: 'running' }], nextCursor: 'y' }], pageParams: [null] }
  expect(joinNewest(stale, fresh).pages[0]?.items).toEqual(fresh.items)
})

it('begins anew where the two do not meet, and where the new page reaches further or is all there is', () => {
  expect(names(joinNewest(data(page('cb', '1'), page('a')), page('ih', 'x')))).toEqual(['ih'])
  expect(names(joinNewest(data(page('cb', '1')), page('ca', 'x')))).toEqual(['ca'])
  expect(names(joinNewest(data(page('dc', '1'), page('ba')), page('dc')))).toEqual(['dc'])
  expect(names(joinNewest(data(page('')), page('a')))).toEqual(['a'])
})
