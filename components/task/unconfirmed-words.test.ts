import { expect, test } from 'vitest'
import { unconfirmedWords } from './unconfirmed-words.ts'

const all = (isSandbox: boolean) => Object.values(unconfirmedWords({ vendor: 'outai', isSandbox })).join(' ')

test('speaks of credits, the vendor account and paying twice only where a vendor is paid', () => {
  const ofPayment = /credits|account|charged|pay/
  expect(all(false)).toMatch(ofPayment)
  expect(all(true)).not.toMatch(ofPayment)
})
