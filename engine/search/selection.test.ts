import { describe, expect, test } from 'vitest'
import type { IslandStrategy, SelectorRecipe } from '../contracts/manifest.ts'
import { pickWeighted, stream } from '../contracts/random.ts'
import { createElitist } from './elitist.ts'
import { migrate } from './migration.ts'
import { createNsga2 } from './nsga2.ts'
import { byRank } from './ranking.ts'
import type { Individual } from './ranking.ts'
import { createSelector, select } from './selection.ts'

const individual = (number: number, cell = '0'): Individual => ({
  number,
  score: number,
  signature: `${number}`,
  cell: cell,
  size: 1,
})
const populate = (numbers: readonly number[], capacity = 100): ReturnType<typeof createElitist> => {
  const island = createElitist(capacity, byRank('maximize'))
  for (const number of numbers) island.insert(individual(number, number % 10 === 0 ? 'tens' : '0'))
  return island
}
const hundred = Array.from({ length: 100 }, (_, index) => index + 1)

/** Mean score of the parents that a selector chooses. */
function meanOf(recipe: SelectorRecipe): number {
  const island = populate(hundred)
  const random = stream('selection')
  const draws = Array.from({ length: 2000 }, () => createSelector(recipe).select(island, random).score)
  return draws.reduce((sum, score) => sum + score, 0) / draws.length
}

describe('selection', () => {
  test('a larger tournament presses harder; one of size 1 does not press', () => {
    expect(meanOf({ name: 'tournament', size: 1 })).toBeCloseTo(50.5, -1)
    expect(meanOf({ name: 'tournament', size: 4 })).toBeCloseTo(100 * (4 / 5), -1)
    expect(meanOf({ name: 'best' })).toBe(100)
  })

  test('elites come from cells with equal chances', () => {
    const island = populate(hundred)
    const random = stream('elites')
    const chosen = Array.from({ length: 400 }, () => createSelector({ name: 'elite' }).select(island, random).number)
    expect(new Set(chosen)).toEqual(new Set([99, 100]))
    expect(chosen.filter((number) => number === 99).length).toBeGreaterThan(150)
  })

  test('a front is drawn from with equal chances, and is the best one where the score is all', () => {
    const home = createNsga2(10, byRank('maximize'))
    for (const number of [1, 2, 3]) home.insert({ ...individual(number), objectives: [-number, number] })
    home.insert({ ...individual(4), objectives: [0, 9] })
    const random = stream('front')
    const chosen = Array.from({ length: 300 }, () => createSelector({ name: 'front' }).select(home, random).number)
    for (const number of [1, 2, 3]) expect(chosen.filter((each) => each === number).length).toBeGreaterThan(70)
    expect(chosen).not.toContain(4)
    expect(meanOf({ name: 'front' })).toBe(100)
  })

  test('weights are shares', () => {
    const random = stream('weights')
    const picks = Array.from(
      { length: 4000 },
      () =>
        pickWeighted(
          [
            { name: 'a', weight: 1 },
            { name: 'b', weight: 3 },
          ],
          random,
        ).name,
    )
    expect(picks.filter((name) => name === 'b').length / picks.length).toBeCloseTo(0.75, 1)
  })

  test('inspirations are others than the parent, and never twice the same', () => {
    const recipe: IslandStrategy = {
      selectors: [{ name: 'tournament', size: 2, weight: 1 }],
      proposers: [{ name: 'genetic', weight: 1 }],
      capacity: 5,
      inspirations: 4,
    }
    const island = populate([1, 2, 3, 4, 5], 5)
    for (let k = 0; k < 100; k++) {
      const { parents, inspirations } = select(island, recipe, stream(`draw ${k}`))
      expect(new Set([...parents, ...inspirations]).size).toBe(parents.length + inspirations.length)
    }
    expect(select(populate([7]), recipe, stream('alone')).inspirations).toEqual([])
  })
})

describe('migration', () => {
  const islands = (): ReturnType<typeof createElitist>[] => [populate([1, 2, 3]), populate([10, 20]), populate([5])]

  test('sends copies of the best round the ring, as they were before anyone arrived', () => {
    const ring = islands()
    expect(migrate(ring, { every: 10, count: 1 }, 30)).toEqual([
      { from: 0, to: 1, programs: [3] },
      { from: 1, to: 2, programs: [20] },
      { from: 2, to: 0, programs: [5] },
    ])
    expect(ring.map(({ individuals }) => individuals.map(({ number }) => number))).toEqual([
      [5, 3, 2, 1],
      [20, 10, 3],
      [20, 5],
    ])
  })

  test('happens at its commits only, and not at all when it is off', () => {
    expect(migrate(islands(), { every: 10, count: 1 }, 31)).toEqual([])
    expect(migrate(islands(), { every: 0, count: 1 }, 30)).toEqual([])
  })

  test('says nothing of copies that did not settle', () => {
    const ring = islands()
    migrate(ring, { every: 1, count: 1 }, 1)
    const again = migrate(ring, { every: 1, count: 1 }, 2)
    expect(again.find(({ from }) => from === 1)).toBeUndefined()
  })
})
