import { describe, expect, test } from 'vitest'
import { faultOfHeader, readHeaders } from './headers.ts'

describe('headers of the settings', () => {
  test.each([
    ['X-Title', 'ternate', undefined],
    ['api-key', '${AZURE_KEY}', undefined],
    ['Authorization', 'Bearer ${TOKEN}', undefined],
    ['api-key', 'sk-123', /environment variable/],
    ['Authorization', 'Bearer sk-123', /environment variable/],
    ['x-auth-token', '${A}sk-1', /environment variable/],
    ['Content-Type', 'text/plain', /set by Ternate/],
    ['a b', 'c', /no name of a header/],
    ['x-a', 'c\r\nx-b: d', /printable/],
  ] as const)('%s: %j', (name, value, fault) => {
    if (fault === undefined) expect(faultOfHeader(name, value)).toBeUndefined()
    else expect(faultOfHeader(name, value)).toMatch(fault)
  })

  test('take secrets from the environment, and say which one is missing without saying any', () => {
    const headers = { 'api-key': '${A_KEY}', 'X-Title': 'ternate' }
    expect(readHeaders(headers, { A_KEY: 'secret\n' }, 'm')).toEqual({
      headers: { 'api-key': 'secret', 'X-Title': 'ternate' },
      secrets: ['secret'],
    })
    expect(() => readHeaders(headers, {}, 'm')).toThrow(
      expect.objectContaining({ code: 'MODEL_KEY', message: expect.stringContaining('A_KEY') as string }),
    )
  })
})
