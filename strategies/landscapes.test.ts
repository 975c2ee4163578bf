import { describe, expect, test } from 'vitest'
import type { Strategy } from '../engine/contracts/manifest.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import { deceptive, explore, landscapes, noisy, smooth } from './fixtures/landscapes.ts'
import type { Explored, Landscape } from './fixtures/landscapes.ts'
import { strategyParts } from './index.ts'

const registry = createRegistry(strategyParts)
const strategyOf = (parents: Ref, survival: Ref): Strategy => ({
  name: 'landscape',
  islands: [{ parents, proposers: { use: 'step' }, survival }],
  finalists: 1,
})
const climb = strategyOf({ use: 'greedy' }, { use: 'keep-all' })
const wander = strategyOf({ use: 'novelty', neighbours: 3, window: 60 }, { use: 'keep-all' })
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
