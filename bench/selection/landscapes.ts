import type { Problem } from '../../engine/contracts/problem.ts'
import { completeStrategy } from '../../engine/contracts/strategy.ts'
import { ownParts } from '../../run/parts.ts'
import { explore, landscapes as unscaled } from '../../strategies/fixtures/landscapes.ts'
import type { Landscape } from '../../strategies/fixtures/landscapes.ts'
import { strategyOf } from './arms.ts'

/** The least and the greatest score of a case, without noise: published rules read scores from 0 to 1. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = { smooth: [-81, 0], noisy: [-81, 0], deceptive: [-28, 48] }

const scaled = (landscape: Landscape): Landscape => {
  const [least, greatest] = RANGES[landscape.name] ?? [0, 1]
  return {
    ...landscape,
    scores: (point, seed) => landscape.scores(point, seed).map((score) => (score - least) / (greatest - least)),
  }
}

/** The landscapes, whose scores go from 0 to 1. */
export const landscapes: readonly Landscape[] = unscaled.map(scaled)

/** How many evaluations an arm takes until it has seen a program that is as good as the landscape's target; all that it has where it does not. */
export function evaluationsTo(name: string, arm: string, seed: string, evaluations: number): number {
  const landscape = landscapes.find((one) => one.name === name) as Landscape
  const problem = { name, direction: 'maximize' } as unknown as Problem
  const { reached } = explore(landscape, completeStrategy(strategyOf(arm), problem, ownParts), ownParts, seed, evaluations)
  return reached ?? evaluations
}
