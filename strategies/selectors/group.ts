import * as z from 'zod'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { evenly } from './evenly.ts'
import { atEvenRanks, meanToNearest } from './neighbours.ts'
import { performance } from './performance.ts'

/** 1 less the cosine of two vectors; 1 where one of them is zero. */
function distance(a: readonly number[], b: readonly number[]): number {
  let [product, lengthA, lengthB] = [0, 0, 0]
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const [x, y] = [a[at] ?? 0, b[at] ?? 0]
    product += x * y
    lengthA += x * x
    lengthB += y * y
  }
  return 1 - product / (Math.sqrt(lengthA * lengthB) + 1e-12)
}

/** Individuals by performance times a power of novelty, best first. */
function ranked(
  view: PopulationView,
  { neighbours, power, window }: Readonly<Record<'neighbours' | 'power' | 'window', number>>,
): Individual[] {
  const individuals = atEvenRanks(view.individuals, window)
  const solved = individuals.map(({ caseScores }) =>
    caseScores.map((score) => (Number.isNaN(score) ? 0 : performance(score, view.direction))),
  )
  const novelty = meanToNearest(solved, neighbours, distance)
  const values = individuals.map(({ score }, k) => performance(score, view.direction) * Math.max(0, novelty[k] as number) ** power)
  return individuals
    .map((individual, k) => ({ individual, value: values[k] as number }))
    .sort((a, b) => b.value - a.value)
    .map(({ individual }) => individual)
}

/**
 * The parent group of Group-Evolving Agents (Weng et al. 2026): the individuals of which performance times the root of novelty is largest, novelty
 * being the mean cosine distance of what they solve, case by case, to their four nearest. Nothing is drawn; a ref's `count` says how many there
 * are, `count: 3` for a group of three. `weights` is the first of them.
 *
 * Accounts of the formula differ: `power: 1` multiplies by novelty itself. Looked at are `window` individuals at even distances in the ranking.
 */
export const group: SelectorPart = defineSelector({
  name: 'group',
  options: z.strictObject({
    neighbours: z.int().positive().max(1000).default(4),
    power: z.number().nonnegative().max(10).default(0.5),
    window: z.int().positive().max(2000).default(100),
  }),
  create: (options) => ({
    weights: (view) => evenly(view.individuals, ranked(view, options).slice(0, 1)),
    select: (view, count) => ranked(view, options).slice(0, count),
  }),
})
