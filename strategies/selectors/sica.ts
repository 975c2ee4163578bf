import * as z from 'zod'
import type { Individual } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { evenly } from './evenly.ts'
import { WINDOW } from './window.ts'

/** Weights of score, cost and time, as in the paper. */
const UTILITY = { score: 0.5, cost: 0.25, time: 0.25 } as const

/** Utilities of an individual by judged case, larger is better: signed scores, or with a limit those of the paper. */
function utilities({ caseScores, cost }: Individual, direction: Direction, fuelLimit: number | undefined): number[] {
  const judged = caseScores.filter((score) => !Number.isNaN(score))
  if (fuelLimit === undefined) return judged.map((score) => (direction === 'maximize' ? score : -score))
  const spare = (UTILITY.cost + UTILITY.time) * (1 - Math.min(1, cost / judged.length / fuelLimit))
  return judged.map((score) => {
    const share = Math.min(1, Math.max(0, score))
    return UTILITY.score * (direction === 'maximize' ? share : 1 - share) + spare
  })
}

/** Mean and lower end of its 95 % interval; the end is NaN where there is one case. */
function estimate(values: readonly number[]): { readonly mean: number; readonly lower: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, lower: mean - 1.96 * Math.sqrt(squares / (values.length - 1) / values.length) }
}

/** The most recent individual whose mean is not below the interval of the best mean; the best one where that has no interval. */
function mostRecent(individuals: readonly Individual[], direction: Direction, fuelLimit: number | undefined): Individual | undefined {
  const estimates = individuals
    .map((individual) => ({ individual, ...estimate(utilities(individual, direction, fuelLimit)) }))
    .sort((a, b) => a.individual.number - b.individual.number)
  const [first, ...others] = estimates
  if (first === undefined) return undefined
  const best = others.reduce((most, each) => (each.mean > most.mean ? each : most), first)
  return (estimates.findLast(({ mean }) => mean >= best.lower) ?? best).individual
}

/**
 * The most recent individual whose mean over its cases is at least the best mean - 1.96 sd/sqrt(n), with the best one's sd and n (A
 * Self-Improving Coding Agent: Robeyns, Szummer and Aitchison 2025; MaximeRobeyns/self_improving_coding_agent, runner.py,
 * `select_base_agent`, and archive_analysis.py). On one case there is no sd, and it is the best one, the oldest of equal ones.
 *
 * Means are of scores, as in the published code, unless `fuelLimit` is given. Then they are of the paper's utility: 0.5 score + 0.25 (1 - min(1,
 * cost/$10)) + 0.25 (1 - min(1, time/300 s)), for scores from 0 to 1, others cut to that. Neither dollars nor seconds are known to a
 * deterministic engine: mean fuel of a case over `fuelLimit` stands for both. The paper halves a utility on a time-out, which is no score here.
 * Cases without a score are left out. One pass over the `window` (1,000) best.
 */
export const sica: SelectorPart = defineSelector({
  name: 'sica',
  options: z.strictObject({ fuelLimit: z.number().positive().finite().exactOptional(), window: WINDOW }),
  create({ fuelLimit, window }) {
    const chosen = (individuals: readonly Individual[], direction: Direction): Individual[] => {
      const one = mostRecent(individuals.slice(0, window), direction, fuelLimit)
      return one === undefined ? [] : [one]
    }
    return {
      weights: ({ individuals, direction }) => evenly(individuals, chosen(individuals, direction)),
      select: ({ individuals, direction }, count) =>
        chosen(individuals, direction).flatMap((one) => Array.from({ length: count }, () => one)),
    }
  },
})
