import { expect, it } from 'vitest'
import { isLocalAddress } from './local-address.ts'

it.each([
  'http://localhost:4777/setup?token=x',
  'http://127.0.0.1:4777/s/x',
  'http://127.8.0.1/',
  'http://[::1]:3000/',
  'http://dailies.localhost/',
])('%s opens on this computer only', (url) => {
  expect(isLocalAddress(url)).toBe(true)
})

it.each(['https://dailies.example.com/s/x', 'http://192.168.0.7:4777/setup', 'https://localhost.example.com/'])(
  '%s opens elsewhere too',
  (url) => {
    expect(isLocalAddress(url)).toBe(false)
  },
)
