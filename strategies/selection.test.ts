import { describe, expect, test } from 'vitest'
import type { Individual, PopulationView } from '../engine/contracts/individual.ts'
import type { IslandStrategy } from '../engine/contracts/manifest.ts'
import { pickWeighted, stream } from '../engine/contracts/random.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { createParts } from '../engine/contracts/strategy.ts'
import type { IslandParts } from '../engine/contracts/strategy.ts'
import type { Population } from '../engine/contracts/survival.ts'
import { select } from '../engine/population/select.ts'
import { byRank } from '../engine/population/ranking.ts'
import { parts, populationOf, viewOf } from './fixtures/populations.ts'

const individual = (number: number, cell = '0'): Individual => ({
  number,
  parents: [],
  score: number,
  caseScores: [],
  cost: 1,
  signature: `${number}`,
  cell: cell,
  size: 1,
})
const populate = (numbers: readonly number[], capacity = 100): Population => {
  const island = populationOf('elitist', capacity, byRank('maximize'))
  for (const number of numbers) island.insert(individual(number, number % 10 === 0 ? 'tens' : '0'))
  return island
}
const hundred = Array.from({ length: 100 }, (_, index) => index + 1)

/** Mean score of the parents that a selector chooses. */
function meanOf(recipe: Ref): number {
  const island = populate(hundred)
  const random = stream('selection')
  const draws = parts
    .create('selector', recipe)
    .select(viewOf(island), 2000, random)
    .map(({ score }) => score)
  return draws.reduce((sum, score) => sum + score, 0) / draws.length
}

describe('selection', () => {
  test('a larger tournament presses harder; one of size 1 does not press', () => {
    expect(meanOf({ use: 'tournament', size: 1 })).toBeCloseTo(50.5, -1)
    expect(meanOf({ use: 'tournament', size: 4 })).toBeCloseTo(100 * (4 / 5), -1)
    expect(meanOf({ use: 'greedy' })).toBe(100)
  })

  test('elites come from cells with equal chances', () => {
    const island = populate(hundred)
    const random = stream('elites')
    const chosen = parts
      .create('selector', { use: 'elite' })
      .select(viewOf(island), 400, random)
      .map(({ number }) => number)
    expect(new Set(chosen)).toEqual(new Set([99, 100]))
    expect(chosen.filter((number) => number === 99).length).toBeGreaterThan(150)
  })

  test('a front is drawn from with equal chances, and is the best one where the score is all', () => {
    const home = populationOf('nsga2', 10, byRank('maximize'))
    for (const number of [1, 2, 3]) home.insert({ ...individual(number), objectives: [-number, number] })
    home.insert({ ...individual(4), objectives: [0, 9] })
    const random = stream('front')
    const chosen = parts
      .create('selector', { use: 'front' })
      .select(viewOf(home), 300, random)
      .map(({ number }) => number)
    for (const number of [1, 2, 3]) expect(chosen.filter((each) => each === number).length).toBeGreaterThan(70)
    expect(chosen).not.toContain(4)
    expect(meanOf({ use: 'front' })).toBe(100)
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
      parents: { use: 'tournament', size: 2 },
      proposers: { use: 'genetic' },
      inspirations: [{ use: 'random', count: 4 }],
    }
    const [own] = createParts({ name: 'one', islands: [recipe], finalists: 1 }, {}, parts).islands as [IslandParts]
    const island = populate([1, 2, 3, 4, 5], 5)
    for (let k = 0; k < 100; k++) {
      const { parents, inspirations } = select([viewOf(island)], 0, own, stream(`draw ${k}`))
      expect(new Set([...parents, ...inspirations.keys()]).size).toBe(parents.length + inspirations.size)
    }
    expect(select([viewOf(populate([7]))], 0, own, stream('alone')).inspirations.size).toBe(0)
  })

  test('several parents and inspirations of other islands are drawn where the strategy says so, with their roles', () => {
    const recipe: IslandStrategy = {
      parents: { use: 'random', count: 3 },
      proposers: { use: 'genetic' },
      inspirations: [
        { use: 'greedy', count: 1, role: 'best' },
        { use: 'random', count: 2, role: 'elsewhere', island: 'other' },
      ],
    }
    const [own] = createParts({ name: 'one', islands: [recipe], finalists: 1 }, {}, parts).islands as [IslandParts]
    const islands = [
      [1, 2, 3, 4, 5],
      [10, 20, 30, 40],
      [50, 51],
    ].map((numbers) => viewOf(populate(numbers)))
    const counts = new Set<number>()
    const others = new Set<number>()
    for (let k = 0; k < 200; k++) {
      const { parents, inspirations } = select(islands, 0, own, stream(`several ${k}`))
      counts.add(parents.length)
      for (const { number } of parents) expect(number).toBeLessThan(6)
      for (const [{ number }, role] of inspirations) {
        expect(role).toBe(number === 5 ? 'best' : 'elsewhere')
        if (role === 'elsewhere') others.add(number)
      }
    }
    expect(counts).toEqual(new Set([1, 2, 3]))
    expect(others).toEqual(new Set([10, 20, 30, 40, 50, 51]))
    const [alone] = islands
    expect([...select([alone as PopulationView], 0, own, stream('alone')).inspirations.values()]).not.toContain('elsewhere')
  })
})

describe('migration', () => {
  const islands = (): PopulationView[] => [[1, 2, 3], [10, 20], [5]].map((numbers) => viewOf(populate(numbers)))
  const after = (commits: number, ref = { every: 10, count: 1 }): unknown =>
    parts
      .create('exchange', { use: 'migration', ...ref })
      .after({ islands: islands(), best: undefined, founders: [], commits }, stream('migration'))

  test('sends copies of the best round the ring', () => {
    expect(after(30)).toMatchObject([
      { from: 0, to: 1, copies: [{ number: 3 }] },
      { from: 1, to: 2, copies: [{ number: 20 }] },
      { from: 2, to: 0, copies: [{ number: 5 }] },
    ])
    expect(after(30, { every: 10, count: 2 })).toMatchObject([{ copies: [{ number: 3 }, { number: 2 }] }, {}, { copies: [{ number: 5 }] }])
  })

  test('happens at its commits only', () => {
    expect(after(31)).toEqual([])
  })
})
