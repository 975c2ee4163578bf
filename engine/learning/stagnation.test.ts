import { describe, expect, test } from 'vitest'
import { pickWeighted, stream } from '../contracts/random.ts'
import { shareOfBudget } from './stagnation.ts'

describe('shares of islands', () => {
  test('an island that asks models loses its share by halves while it stagnates, until it gains', () => {
    const idle = [0, 49, 50, 100, 150, 1_000_000]
    const islands = [...idle.map((commits) => ({ asks: true, idle: commits })), { asks: false, idle: 0 }]
    expect(shareOfBudget(islands, 50)).toEqual([16, 16, 8, 4, 2, 1, 16])
    expect(shareOfBudget(islands, 0)).toEqual([16, 16, 16, 16, 16, 16, 16])
  })

  test('the calls go where something comes of them', () => {
    const chances = [0.2, 0, 0, 0]
    const gained = (patience: number, seed: number): number => {
      const idle = chances.map(() => 0)
      let gains = 0
      for (let k = 0; k < 500; k++) {
        const shares = shareOfBudget(
          idle.map((commits) => ({ asks: true, idle: commits })),
          patience,
        )
        const { at } = pickWeighted(
          shares.map((weight, at) => ({ weight, at })),
          stream(`${seed}/island/${k}`),
        )
        const gain = stream(`${seed}/gain/${k}`).next() < (chances[at] as number)
        idle[at] = gain ? 0 : (idle[at] as number) + 1
        gains += gain ? 1 : 0
      }
      return gains
    }
    for (const seed of [1, 2, 3]) expect(gained(15, seed)).toBeGreaterThan(2 * gained(0, seed))
  })
})
