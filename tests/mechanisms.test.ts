import { describe, expect, test } from 'vitest'
import { PAIRS, tryPair, tryTemplate } from './fixtures/mechanisms.ts'
import { countFinds, SEARCHES } from './fixtures/searches.ts'

const SECRETS = ['1', '2', '3']

describe('a mechanism on finds what the same off does not', () => {
  test.each(PAIRS.map((pair) => [pair.mechanism, pair] as const))('%s', async (_, pair) => {
    for (const [on, off] of await Promise.all((pair.secrets ?? SECRETS).map((secret) => tryPair(pair, secret)))) {
      expect(on).toBe('target')
      expect(off).not.toBe('target')
    }
  })

  test('a template of its own', async () => {
    for (const [own, shipped] of await Promise.all(SECRETS.map(tryTemplate))) {
      expect(own).toBe('target')
      expect(shipped).not.toBe('target')
    }
  })
})

describe('a mechanism of the search that asks no model finds what the same off does not', () => {
  test.each(SEARCHES.filter(({ isQuick }) => isQuick === true).map((search) => [search.mechanism, search] as const))(
    '%s',
    async (_, search) => {
      expect(await countFinds(search, search.on, [1, 2, 3])).toBeGreaterThanOrEqual(2)
      expect(await countFinds(search, search.off, [1, 2, 3])).toBe(0)
    },
    180_000,
  )
})
