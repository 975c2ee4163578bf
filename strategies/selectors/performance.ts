import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import type { Direction } from '../../engine/contracts/objective.ts'

/** A score, signed so that large is good. */
export const merit = (score: number, direction: Direction): number => (direction === 'maximize' ? score : -score)

/** A score as rules have it that take it for the share of what is solved: itself where large is good, and 1 less it where small is good. */
export const performance = (score: number, direction: Direction): number => (direction === 'maximize' ? score : 1 - score)

/** How many individuals at the head of a population the best score is looked for among. */
const LEADERS = 16

/**
 * The largest value at the head of a population. Individuals come best first, but for those that people prefer, and with several objectives
 * by front, where the best score still stands at an end of the first front. Rules that draw by a bound take the values of all others for this
 * one at most, so that the bound holds in any order.
 */
export const highest = ({ individuals }: PopulationView, value: (individual: Individual) => number): number =>
  individuals.slice(0, LEADERS).reduce((most, individual) => Math.max(most, value(individual)), Number.NEGATIVE_INFINITY)

/** The smallest and the largest one of some numbers. */
export const extremes = (values: readonly number[]): { readonly least: number; readonly most: number } =>
  values.reduce(({ least, most }, value) => ({ least: Math.min(least, value), most: Math.max(most, value) }), {
    least: Number.POSITIVE_INFINITY,
    most: Number.NEGATIVE_INFINITY,
  })

/** 1 / (1 + exp(-x)), to full precision on both sides. */
export const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))

/** Weights in proportion to exp(x), whose sum is 1. */
export function softmax(values: readonly number[]): number[] {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const powers = values.map((value) => Math.exp(value - largest))
  const sum = powers.reduce((a, b) => a + b, 0)
  return powers.map((power) => power / sum)
}

/** The middle one of some numbers, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >>> 1
  return sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}
