import { makeFormulaFolder } from '../search/formula-folder.ts'

/** A program as both sides write it: a JavaScript expression, and the same on numpy arrays. */
interface Twin {
  readonly name: string
  readonly javascript: string
  readonly python: string
}

/** What a run of either side has before it is looked at. */
export interface Budget {
  readonly evaluations: number
  /** Seconds, as processor time. */
  readonly processor: number
}

/** A problem on which both sides run. */
export interface Subject {
  readonly name: string
  readonly title: string
  /** Name of the shipped problem, and the formula of a copy of it. */
  readonly problem: string
  readonly formula?: string
  /** How the peer scores it. */
  readonly kind: 'packing' | 'tours' | 'formulas' | 'orbits'
  /** Held-out sets that champions are judged on. */
  readonly heldOut: readonly string[]
  readonly entry: string
  readonly twins: readonly Twin[]
  readonly budget: Budget
  readonly quick: Budget
  /** Evaluations a processor second that a worker is to make. */
  readonly rate?: number
}

/** A rule with a fork, as the published ones are. */
const FORK: Twin = {
  name: 'a fork',
  javascript: 'item / residual * (capacity - (residual - item)) < Math.abs(residual - (50 - item)) ? -1.82 : 0.1 - (residual - item)',
  python: 'np.where(item / residual * (capacity - (residual - item)) < np.abs(residual - (50 - item)), -1.82, 0.1 - (residual - item))',
}

const packing: Subject = {
  name: 'bin-packing',
  title: 'Online bin packing, Weibull: % above the L1 bound',
  problem: 'bin-packing',
  kind: 'packing',
  heldOut: ['FunSearch 5k', 'EoH 1k', 'EoH 5k', 'EoH 10k'],
  entry: 'priority(item, residual, capacity)',
  twins: [
    { name: 'best fit', javascript: 'item - residual', python: 'item - residual' },
    FORK,
    { name: 'no number at times', javascript: 'Math.log(residual - 2 * item)', python: 'np.log(residual - 2 * item)' },
  ],
  budget: { evaluations: 3000, processor: 60 },
  quick: { evaluations: 200, processor: 12 },
}

const tours: Subject = {
  name: 'tsp-construct',
  title: "Tours built step by step: length over nearest neighbour's",
  problem: 'tsp-construct',
  kind: 'tours',
  heldOut: ['uniform 50', 'uniform 100', 'uniform 200'],
  entry: 'priority(distance, toStart, fromStart, mean, nearest, second, closest, central, visited)',
  twins: [
    { name: 'nearest neighbour', javascript: '-distance', python: '-distance' },
    {
      name: 'a formula',
      javascript: 'mean - distance - distance / Math.max(central, toStart) / (second + toStart)',
      python: 'mean - distance - distance / np.maximum(central, toStart) / (second + toStart)',
    },
    { name: 'no number at times', javascript: 'Math.sqrt(mean - distance - visited)', python: 'np.sqrt(mean - distance - visited)' },
  ],
  budget: { evaluations: 1000, processor: 150 },
  quick: { evaluations: 40, processor: 15 },
}

const orbits: Subject = {
  name: 'kepler',
  title: "Kepler's third law, a tiny problem: % relative error",
  problem: 'template',
  kind: 'orbits',
  heldOut: ['far out'],
  entry: 'period(distance)',
  twins: [
    { name: 'the distance', javascript: 'distance', python: 'distance' },
    { name: 'the law', javascript: 'distance ** 1.5', python: 'distance ** 1.5' },
  ],
  budget: { evaluations: 10_000, processor: 20 },
  quick: { evaluations: 500, processor: 8 },
  rate: 1000,
}

const formula = (number: number): Subject => ({
  name: `Nguyen-${number}`,
  title: `Nguyen-${number}`,
  problem: 'symbolic-regression',
  formula: `Nguyen-${number}`,
  kind: 'formulas',
  heldOut: [],
  entry: number < 9 ? 'f(x1)' : 'f(x1, x2)',
  twins: [
    { name: 'x1', javascript: '[x1]', python: 'x1' },
    { name: 'a wave', javascript: '[Math.sin(x1) * x1 + 1]', python: 'np.sin(x1) * x1 + 1' },
    { name: 'a square', javascript: '[x1 * x1]', python: 'x1 * x1' },
  ],
  budget: { evaluations: 2000, processor: 20 },
  quick: { evaluations: 200, processor: 8 },
})

/** All subjects; the formulas last. */
export const subjects: readonly Subject[] = [packing, tours, orbits, ...Array.from({ length: 12 }, (_, k) => formula(k + 1))]

/** Those of a quick look. */
export const QUICK: readonly string[] = ['bin-packing', 'tsp-construct', 'kepler', 'Nguyen-1', 'Nguyen-5', 'Nguyen-10']

/** What names a subject's problem to the engine: a shipped problem by its name, another formula by a copy of the folder in `scratch`. */
export const placeOf = ({ name, problem, formula: chosen }: Subject, scratch: string): string =>
  chosen === undefined ? problem : makeFormulaFolder(scratch, name, { formula: chosen, noise: 0 })
