import { describe, expect, test } from 'vitest'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { stream } from '../../engine/contracts/random.ts'
import type { Ref } from '../../engine/contracts/ref.ts'
import { frozenView } from '../fixtures/archives.ts'
import { parts } from '../fixtures/populations.ts'
import { belowBound, drawPositions, integerWeights } from './draw.ts'

describe('integer weights', () => {
  test('are parts of 2^32, at least 1 for what is above 0', () => {
    expect(integerWeights([3, 1.5, 1e-300, 0])).toEqual([2 ** 32, 2 ** 31, 1, 0])
    expect(integerWeights([1e308, 1e307])).toEqual([2 ** 32, Math.floor(2 ** 32 / 10)])
    expect(integerWeights([0, 0])).toEqual([2 ** 32, 2 ** 32])
    expect(integerWeights([])).toEqual([])
  })
})

/** A stream whose whole numbers are these, in turn. */
function scripted(integers: readonly number[]): Random {
  let at = 0
  return { ...stream('scripted'), integer: () => integers[at++] as number }
}

describe('a draw', () => {
  test('reaches the ends of each weight, and nothing of weight 0', () => {
    const weights = [0, 2 ** 32, 0, 1, 0]
    // 2^21 and 2^32 parts of [0, 1): 0, and the last point
    expect(drawPositions(weights, 1, scripted([0, 0]))).toEqual([1])
    expect(drawPositions(weights, 1, scripted([2 ** 21 - 1, 2 ** 32 - 1]))).toEqual([3])
    expect(drawPositions([], 3, stream('any'))).toEqual([])
  })

  test('by a bound keeps to integers where the height falls between a weight and its integer', () => {
    const [first, second] = frozenView('main').individuals as [Individual, Individual]
    const selector = belowBound(() => ({ bound: 1, weight: (one) => (one === first ? 1 : 0.5 + 2 ** -40) }))
    const view = { ...frozenView('main'), individuals: [first, second] }
    expect(selector.weights?.(view)).toEqual([2 ** 32, 2 ** 31])
    const half = [2 ** 20, 0]
    // The second at a height of one half, which is below its weight and not below its integer: refused. Then the first.
    expect(selector.select(view, 1, scripted([1, ...half, 0, ...half]))).toEqual([first])
    const below = [2 ** 20 - 1, 2 ** 32 - 1]
    expect(selector.select(view, 1, scripted([1, ...below, 0, ...below]))).toEqual([second])
  })

  test('by a bound that is much too large follows the weights by passing over all of them', () => {
    const view = frozenView('main')
    const selector = belowBound(() => ({ bound: 1e12, weight: ({ number }) => (number === 1 ? 3 : number === 9 ? 1 : 0) }))
    const random = stream('bound')
    const drawn = Array.from({ length: 4000 }, () => selector.select(view, 1, random)[0]?.number)
    expect(drawn.filter((number) => number === 1).length / drawn.length).toBeCloseTo(0.75, 1)
    expect(new Set(drawn)).toEqual(new Set([1, 9]))
  })
})

/** How many individuals a draw looks at, at most, in a population of so many. */
function looks(ref: Ref, size: number): number {
  const individuals = Array.from({ length: size }, (_, k): Individual => {
    const score = 1 - k / size
    return { number: size - k, parents: [], score, caseScores: [score], cost: 1, size: 3, signature: `${k}`, cell: `${k % 50}` }
  })
  let seen = 0
  const watched = new Proxy(individuals, {
    get(list, key) {
      if (typeof key === 'string' && /^\d+$/.test(key)) seen++
      return Reflect.get(list, key) as unknown
    },
  })
  const elites = individuals.slice(0, 50)
  const view: PopulationView = {
    ...frozenView('main'),
    individuals: watched,
    elites,
    front: individuals.slice(0, 1),
    trainCases: 1,
    find: () => undefined,
  }
  const selector = parts.create('selector', ref)
  let most = 0
  for (let k = 0; k < 200; k++) {
    seen = 0
    selector.select(view, 1, stream(`look ${k}`))
    most = Math.max(most, seen)
  }
  return most
}

const BOUNDS: readonly (readonly [Ref, number])[] = [
  [{ use: 'greedy' }, 1],
  [{ use: 'greedy', ties: 'newest' }, 40],
  [{ use: 'random' }, 1],
  [{ use: 'top', size: 10 }, 10],
  [{ use: 'tournament', size: 8 }, 1],
  [{ use: 'elite' }, 0],
  [{ use: 'front' }, 0],
  [{ use: 'aflow' }, 3],
  [{ use: 'shinka' }, 40],
  // Leaders, and as many draws as a chance of a tenth or more takes: 1 - 0.9^150 is 1 to seven digits.
  [{ use: 'dgm' }, 150],
  [{ use: 'dgm-h' }, 150],
  [{ use: 'wheel' }, 150],
  [{ use: 'boltzmann', temperature: 0.2 }, 150],
  // Their windows.
  [{ use: 'funsearch', window: 300 }, 300],
  [{ use: 'novelty', window: 30 }, 30],
  [{ use: 'group', window: 30 }, 30],
  [{ use: 'gepa', window: 30 }, 30],
  [{ use: 'merging', window: 30 }, 30],
  [{ use: 'trajectory' }, 1],
  [{ use: 'hgm', window: 30 }, 30],
  [{ use: 'lexicase', window: 30 }, 30],
  [{ use: 'sica', window: 30 }, 30],
]

describe('a draw looks at no more individuals of 50,000 than of 1,000', () => {
  test.each(BOUNDS.map(([ref, bound]) => [JSON.stringify(ref), ref, bound] as const))('%s', (_, ref, bound) => {
    expect(looks(ref, 1000)).toBeLessThanOrEqual(bound)
    expect(looks(ref, 50_000)).toBeLessThanOrEqual(bound)
  })

  test('each selector', () => {
    expect([...new Set(BOUNDS.map(([{ use }]) => use))].sort()).toEqual(parts.names('selector'))
  })
})
