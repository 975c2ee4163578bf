import { describe, expect, test } from 'vitest'
import type { Individual } from '../engine/contracts/individual.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { defineSelector } from '../engine/contracts/part.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import { pickWeighted } from '../engine/contracts/random.ts'
import { deceptive, explore, landscapes, noisy, smooth } from './fixtures/landscapes.ts'
import type { Explored, Landscape } from './fixtures/landscapes.ts'
import { strategyParts } from './index.ts'

const distance = (a: Individual, b: Individual): number =>
  Math.hypot(...a.caseScores.map((score, k) => score - (b.caseScores[k] as number)))

/** Draws among 20 individuals, by the square of the distances of their case scores to those of their three nearest: novelty alone. */
const novel = defineSelector({
  name: 'novel',
  create: () => ({
    select({ individuals }, count, random) {
      const some = Array.from({ length: Math.min(20, individuals.length) }, () => random.pick(individuals))
      const weighted = some.map((individual) => {
        const nearest = some.map((other) => distance(individual, other)).sort((a, b) => a - b)
        const apart = nearest.slice(1, 4).reduce((sum, far) => sum + far, 0)
        return { individual, weight: 1 + Math.floor(1000 * apart ** 2) }
      })
      return Array.from({ length: individuals.length === 0 ? 0 : count }, () => pickWeighted(weighted, random).individual)
    },
  }),
})

const registry = createRegistry([...strategyParts, novel])
const strategyOf = (parents: Ref, survival: Ref): Strategy => ({
  name: 'landscape',
  islands: [{ parents, proposers: { use: 'step' }, survival }],
  finalists: 1,
})
const climb = strategyOf({ use: 'greedy' }, { use: 'keep-all' })
const wander = strategyOf({ use: 'novel' }, { use: 'keep-all' })
const runs = (landscape: Landscape, strategy: Strategy, evaluations: number): Explored[] =>
  Array.from({ length: 20 }, (_, seed) => explore(landscape, strategy, registry, String(seed), evaluations))
const reached = (explored: readonly Explored[]): number => explored.filter((each) => each.reached !== undefined).length

describe('on 20 pairs of seeds', () => {
  test('novelty among all that came finds the target of a deceptive landscape, and the greedy climb never does', () => {
    const [far, near] = [runs(deceptive, wander, 700), runs(deceptive, climb, 700)]
    expect(reached(far)).toBe(20)
    expect(reached(near)).toBe(0)
    for (const { best } of far) expect(best).toBeGreaterThanOrEqual(deceptive.target)
    for (const { best } of near) expect(best).toBeLessThan(7)
  })

  test('on a smooth one it is the greedy climb that gets there', () => {
    expect(reached(runs(smooth, climb, 300))).toBe(20)
    expect(reached(runs(smooth, wander, 300))).toBeLessThan(5)
  })

  test('noise leads the greedy climb away', () => {
    expect(reached(runs(noisy, climb, 300))).toBeLessThan(20)
  })
})

test.each(landscapes)(
  'the $name landscape has a point of the target within its reach, and the start is none',
  ({ truth, start, target, reach }) => {
    const along = (k: number): number[] => Array.from({ length: 2 * (reach[k] ?? 0) + 1 }, (_, at) => at - (reach[k] ?? 0))
    // each axis adds to the score by itself
    const best = start.map((_, axis) => along(axis).reduce((top, x) => Math.max(top, truth(start.with(axis, x))), -Infinity) - truth(start))
    expect(truth(start) + best.reduce((sum, gain) => sum + gain, 0)).toBeGreaterThan(target)
    expect(truth(start)).toBeLessThan(target)
  },
)

test('a run on a landscape is a function of its seed, and counts its evaluations', () => {
  const one = explore(noisy, climb, registry, '7', 100)
  expect(explore(noisy, climb, registry, '7', 100)).toEqual(one)
  expect(one.evaluations).toBe(99)
  expect(explore(noisy, climb, registry, '8', 100)).not.toEqual(one)
})
