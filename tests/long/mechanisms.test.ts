import { describe, expect, test } from 'vitest'
import { PAIRS, tryPair, tryTemplate } from '../fixtures/mechanisms.ts'
import { countFinds, SEARCHES } from '../fixtures/searches.ts'

const SECRETS = Array.from({ length: 10 }, (_, at) => String(at + 1))

describe('a mechanism on finds what the same off does not', () => {
  test.each(PAIRS.map((pair) => [pair.mechanism, pair] as const))('%s', async (_, pair) => {
    for (const secret of pair.secrets ?? SECRETS) {
      const [on, off] = await tryPair(pair, secret)
      expect(on).toBe('target')
      expect(off).not.toBe('target')
    }
  })

  test('a template of its own', async () => {
    for (const secret of SECRETS) {
      const [own, shipped] = await tryTemplate(secret)
      expect(own).toBe('target')
      expect(shipped).not.toBe('target')
    }
  })
})

describe('a mechanism of the search that asks no model finds more often than the same off', () => {
  const seeds = [1, 2, 3, 4, 5, 6]
  test.each(SEARCHES.map((search) => [search.mechanism, search] as const))('%s', async (_, search) => {
    const [on, off] = [await countFinds(search, search.on, seeds), await countFinds(search, search.off, seeds)]
    expect(on - off, `${on} of ${seeds.length} with it, ${off} without`).toBeGreaterThanOrEqual(2)
  })
})
