import { describe, expect, test } from 'vitest'
import { PAIRS, tryPair, tryTemplate } from '../fixtures/mechanisms.ts'

const SECRETS = Array.from({ length: 10 }, (_, at) => String(at + 1))

describe('a mechanism on finds what the same off does not', () => {
  test.each(PAIRS.map((pair) => [pair.mechanism, pair] as const))('%s', async (_, pair) => {
    for (const secret of SECRETS) {
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
