import { describe, expect, test } from 'vitest'
import { PAIRS, tryPair, tryTemplate } from './fixtures/mechanisms.ts'
import { countFinds } from './fixtures/salts.ts'

const SECRETS = ['1', '2', '3']

describe('a mechanism on finds what the same off does not', () => {
  test.each(PAIRS.map((pair) => [pair.mechanism, pair] as const))('%s', async (_, pair) => {
    for (const [on, off] of await Promise.all(SECRETS.map((secret) => tryPair(pair, secret)))) {
      expect(on).toBe('target')
      expect(off).not.toBe('target')
    }
  })

  test('operators on loops, for most seeds', async () => {
    expect(await countFinds('with loops')).toBeGreaterThanOrEqual(2)
    expect(await countFinds('without')).toBe(0)
  })

  test('a template of its own', async () => {
    for (const [own, shipped] of await Promise.all(SECRETS.map(tryTemplate))) {
      expect(own).toBe('target')
      expect(shipped).not.toBe('target')
    }
  })
})
