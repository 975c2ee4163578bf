import type { Individual, PopulationView } from '../../engine/contracts/individual.ts'
import type { Random } from '../../engine/contracts/random.ts'
import type { Selector } from '../../engine/contracts/selector.ts'

/** The largest of integer weights. */
const LARGEST = 2 ** 32

/** Refusals after which a draw by a bound passes over all weights; as many as there are individuals where those are fewer. */
const REFUSALS = 1024

/** Weights as integers: max(1, floor(2^32 w / max w)) for w > 0, and 0 otherwise. Where no weight is above 0 all are equal. */
export function integerWeights(weights: readonly number[]): number[] {
  const largest = weights.reduce((a, b) => (b > a ? b : a), 0)
  if (largest === 0) return weights.map(() => LARGEST)
  return weights.map((weight) => (weight > 0 ? Math.max(1, Math.floor(LARGEST * (weight / largest))) : 0))
}

/** A number in [0, 1) of 53 random bits; one draw of a stream has 32. */
const fine = (random: Random): number => (random.integer(2 ** 21) * 2 ** 32 + random.integer(2 ** 32)) / 2 ** 53

/** So many positions, each drawn with a chance in proportion to its weight, with replacement. Weights are integers, their sum at most 2^53. */
export function drawPositions(weights: readonly number[], count: number, random: Random): number[] {
  let sum = 0
  const ends = weights.map((weight) => (sum += weight))
  return Array.from({ length: weights.length === 0 ? 0 : count }, () => {
    const point = Math.min(Math.floor(fine(random) * sum), sum - 1)
    let [low, high] = [0, ends.length - 1]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ends[middle] as number) > point) high = middle
      else low = middle + 1
    }
    return low
  })
}

/** The individuals that a rule draws from, and their weights; all others of the population have weight 0. */
export interface Candidates {
  readonly individuals: readonly Individual[]
  readonly weights: readonly number[]
}

/** A selector that draws from few candidates by their weights. */
export const amongCandidates = (candidatesOf: (view: PopulationView) => Candidates): Selector => ({
  weights(view) {
    const { individuals, weights } = candidatesOf(view)
    const integers = integerWeights(weights)
    const found = new Map(individuals.map((individual, k) => [individual, integers[k] as number]))
    return view.individuals.map((individual) => found.get(individual) ?? 0)
  },
  select(view, count, random) {
    const { individuals, weights } = candidatesOf(view)
    return drawPositions(integerWeights(weights), count, random).map((at) => individuals[at] as Individual)
  },
})

/** The weight of each individual of a population, and a bound that no weight passes. */
export interface Bounded {
  readonly bound: number
  weight(individual: Individual): number
}

const weightsBy = (individuals: readonly Individual[], { weight }: Bounded): number[] => individuals.map((individual) => weight(individual))

/**
 * One individual by integer weights that nobody has computed: it is drawn with equal chances, and kept with the chance weight / bound
 * (rejection sampling, von Neumann 1951). Rounding to integers moves a weight by less than a 2^32th of the largest one, so that it matters
 * only where the random height falls that close to the weight. Then, and after many refusals, all weights are computed.
 */
function drawBounded(individuals: readonly Individual[], rule: Bounded, random: Random): Individual {
  const { bound } = rule
  const slack = bound * 2 ** -31
  const allowed = bound > 0 ? Math.min(REFUSALS, individuals.length) : 0
  for (let refusals = 0; refusals < allowed; refusals++) {
    const at = random.integer(individuals.length)
    const individual = individuals[at] as Individual
    const height = fine(random) * bound
    const weight = rule.weight(individual)
    if (height < weight - slack) return individual
    if (height > weight + slack) continue
    const weights = weightsBy(individuals, rule)
    const largest = weights.reduce((a, b) => Math.max(a, b), 0)
    if (height < ((integerWeights(weights)[at] as number) / LARGEST) * largest) return individual
  }
  const [at] = drawPositions(integerWeights(weightsBy(individuals, rule)), 1, random)
  return individuals[at as number] as Individual
}

/** A selector that draws from all individuals by weights of which a bound is known. */
export const belowBound = (ruleOf: (view: PopulationView) => Bounded): Selector => ({
  weights: (view) => (view.individuals.length === 0 ? [] : integerWeights(weightsBy(view.individuals, ruleOf(view)))),
  select(view, count, random) {
    if (view.individuals.length === 0) return []
    const rule = ruleOf(view)
    return Array.from({ length: count }, () => drawBounded(view.individuals, rule, random))
  },
})
