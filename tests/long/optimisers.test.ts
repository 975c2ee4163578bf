import { describe, expect, test } from 'vitest'
import { MECHANISMS, tryMechanism } from '../fixtures/optimisers.ts'

const SEEDS = Array.from({ length: 10 }, (_, at) => String(at + 1))

describe('a mechanism of a published optimiser finds its secret 10 times of 10, and the same without it never', () => {
  test.each(MECHANISMS.map((mechanism) => [mechanism.name, mechanism] as const))('%s', async (_, mechanism) => {
    const found = [mechanism.on, ...mechanism.off].map(() => 0)
    for (const seed of SEEDS)
      for (const [k, reason] of (await tryMechanism(mechanism, seed)).entries()) found[k] = (found[k] ?? 0) + Number(reason === 'target')
    expect(found).toEqual([10, ...mechanism.off.map(() => 0)])
  })
})
