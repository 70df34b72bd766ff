import { describe, expect, it } from 'vitest'
import { saveConnectionInputSchema } from './save-connection.ts'

describe('the form of a vendor’s connection', () => {
  it.each([
    ['an address without a scheme', { baseUrl: 'example.com' }],
    ['a file', { baseUrl: 'file:///etc/passwd' }],
    ['a user name in the address', { baseUrl: 'https://me:secret@example.com' }],
    ['a query in the address', { baseUrl: 'https://example.com/?key=1' }],
    ['an empty key', { apiKey: '  ' }],
    ['a key with a line break', { apiKey: 'abc\r\nx-evil: 1' }],
    ['no places at all', { maxRunning: 0 }],
    ['half a place', { maxRunning: 1.5 }],
    ['a field that does not exist', { sealedKey: 'x' }],
  ])('refuses %s', (_name, change) => {
    expect(saveConnectionInputSchema.safeParse({ vendor: 'loova', ...change }).success).toBe(false)
  })

  it('takes an address without its last slashes and a key without the spaces around it', () => {
    const input = { vendor: 'loova', baseUrl: ' https://example.com/v1// ', apiKey: ' sk-1 ' }
    expect(saveConnectionInputSchema.parse(input)).toEqual({ vendor: 'loova', baseUrl: 'https://example.com/v1', apiKey: 'sk-1' })
  })
})
