import { expect, test } from 'vitest'
import { completeStrategy } from '../engine/contracts/strategy.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { ownParts } from '../run/parts.ts'
import { strategies } from './presets/index.ts'

const proposers = (strategy: Strategy, initialLanguages: readonly string[]): unknown =>
  completeStrategy(strategy, { initialLanguages }, ownParts).islands[0]?.proposers

const { default: shipped, lean } = strategies as { readonly default: Strategy; readonly lean: Strategy }

test('a strategy has the proposers that its problem’s files call for, and those that it names for JavaScript', () => {
  expect(proposers(shipped, ['javascript'])).toBe(shipped.islands[0]?.proposers)
  expect(proposers(shipped, [])).toBe(shipped.islands[0]?.proposers)
  expect(proposers(shipped, ['json', 'text'])).toEqual([
    { use: 'text', weight: 9 },
    { use: 'random', weight: 1 },
  ])
  expect(proposers(shipped, ['javascript', 'text'])).toEqual([
    { use: 'genetic', weight: 9 },
    { use: 'text', weight: 9 },
    { use: 'random', weight: 2 },
  ])
  expect(proposers(lean, ['text'])).toEqual([{ use: 'text', weight: 1 }])
  const both: Strategy = {
    ...lean,
    islands: [
      {
        parents: { use: 'greedy' },
        proposers: [
          { use: 'genetic', weight: 3 },
          { use: 'text', weight: 1 },
        ],
      },
    ],
  }
  expect(proposers(both, ['javascript', 'text'])).toEqual(both.islands[0]?.proposers)
  expect(proposers(both, ['text'])).toEqual([{ use: 'text', weight: 4 }])
})
