import { expect, test } from 'vitest'
import { evolve, strategies, type ProblemDefinition, type Strategy } from '../index.ts'

const LIBRARY = `export default {
  probe(salt: number, x: number): number {
    const wild = Math.sin((x + salt) * 12345.678) * 43758.5453
    return wild - Math.floor(wild)
  },
}`

/** A value that no formula tells beforehand. */
const probe = (salt: number, x: number): number => {
  const wild = Math.sin((x + salt) * 12345.678) * 43758.5453
  return wild - Math.floor(wild)
}

/** High values are found by trying again and again, and keeping the best. */
const treasure: ProblemDefinition<{ readonly salt: number }, number> = {
  name: 'treasure',
  statement: 'Name a number between 0 and 1 at which probe is high.',
  entry: 'search(input: { readonly salt: number }, tools: Tools): number',
  cases: { train: Array.from({ length: 20 }, (_, k) => k).map((salt) => ({ input: { salt } })) },

  verify: ({ input: { salt } }, x) => (x >= 0 && x <= 1 ? probe(salt, x) : { invalid: 'not between 0 and 1' }),
  library: { 'library.ts': LIBRARY },
  seeds: [
    {
      'seed.ts': `interface Tools { random(): number; probe(salt: number, x: number): number }
export function search({ salt }: { readonly salt: number }, { random, probe }: Tools): number {
  const x = random()
  const value = probe(salt, x)
  if (value < 0) return 0
  return x
}
`,
    },
  ],
  limits: { fuel: 100_000 },
}

const lean = strategies['lean'] as Strategy
const loopless: Strategy = {
  ...lean,
  name: 'loopless',
  islands: lean.islands.map((island) => ({ ...island, proposers: [{ name: 'genetic-loopless', weight: 1 }] })),
}

/** Why a search for a mean value of 0.94 ended. */
async function search(strategy: Strategy, seed: number): Promise<string> {
  const last = await (await evolve(treasure, { seed, strategy, evaluations: 150, target: 0.94, workers: 2 })).finished
  return last.type === 'finished' ? last.reason : last.type
}

test.each([1, 2, 3])(
  'what only a loop finds is found with operators that make loops, and not without; seed %i',
  async (seed) => {
    expect([await search(lean, seed), await search(loopless, seed)]).toEqual(['target', 'evaluations'])
  },
  180_000,
)
