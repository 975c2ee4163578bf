import * as z from 'zod'
import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import { defineSelector } from '../../engine/contracts/part.ts'
import type { SelectorPart } from '../../engine/contracts/part.ts'
import { chancesBySize, clustersOf, lastScore } from './clusters.ts'
import { amongCandidates, drawPositions, integerWeights } from './draw.ts'
import { extremes, softmax } from './performance.ts'

interface Options {
  readonly temperature: number
  readonly period: number
  readonly scale: number | 'spread'
  readonly window: number
}

/** Individuals cluster by cluster, with the product of their cluster's chance and their own. */
function candidatesOf(view: PopulationView, { temperature, period, scale, window }: Options) {
  const clusters = clustersOf(view, window)
  const scores = clusters.map(({ score }) => score)
  const { least, most } = extremes(scores)
  const unit = scale !== 'spread' ? scale : most > least ? most - least : 1
  const cooled = temperature * (1 - (view.individuals.length % period) / period)
  const chances = softmax(scores.map((score) => score / (cooled * unit)))
  const individuals = clusters.flatMap(({ members }) => members)
  const weights = clusters.flatMap((cluster, k) => chancesBySize(cluster).map((chance) => chance * (chances[k] as number)))
  return { individuals, weights, clusters: clusters.length }
}

/**
 * The sampling of programs of FunSearch (Romera-Paredes et al. 2024; google-deepmind/funsearch, implementation/programs_database.py): a cluster of
 * individuals of one signature by softmax(score / T), its score that of the last test and T = 0.1 (1 - (n mod 30000) / 30000) with n individuals on
 * the island; in it an individual by softmax(-(length - min) / (max + 1e-6)). Several are drawn with replacement, as many as there are clusters at most,
 * and come worse first. Lengths are sizes.
 *
 * The published softmax is on raw scores: where they differ by more than a few tenths the best cluster takes all. `scale` divides them, by a
 * number or, `spread`, by their own difference. Only the `window` best individuals are looked at.
 */
export const funsearch: SelectorPart = defineSelector({
  name: 'funsearch',
  options: z.strictObject({
    temperature: z.number().positive().max(1e6).default(0.1),
    period: z.int().positive().default(30_000),
    scale: z.union([z.literal('spread'), z.number().positive()]).default(1),
    window: z.int().positive().max(100_000).default(1000),
  }),
  create: (options) => ({
    ...amongCandidates((view) => candidatesOf(view, options)),
    select(view, count, random) {
      const { individuals, weights, clusters } = candidatesOf(view, options)
      return drawPositions(integerWeights(weights), Math.min(count, clusters), random)
        .map((at) => individuals[at] as Individual)
        .sort((a, b) => lastScore(a, view.direction) - lastScore(b, view.direction))
    },
  }),
})
