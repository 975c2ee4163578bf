import { loadProblem } from '../../authoring/load.ts'
import { MEAN } from './rows.ts'
import type { Published, Row } from './rows.ts'

/** A whole set of arrivals. */
interface Arrivals {
  readonly capacity: number
  readonly items: readonly number[]
}

/** Scores every open bin and one fresh bin for an item; the first of the highest wins. */
type Heuristic = (item: number, bins: readonly number[]) => readonly number[]

/** FunSearch's program for the Weibull class, as published in google-deepmind/funsearch, bin_packing (Apache-2.0), in JavaScript. */
const funSearchWeibull: Heuristic = (item, bins) => {
  const largest = Math.max(...bins)
  const score = bins.map((bin) => {
    const value = (bin - largest) ** 2 / item + bin ** 2 / item ** 2 + bin ** 2 / item ** 3
    return bin > item ? -value : value
  })
  return score.map((value, k) => (k === 0 ? value : value - (score[k - 1] as number)))
}

/** FunSearch's program for the OR sets, from the same place. */
const STEPS = [
  [2, 4],
  [3, 3],
  [5, 2],
  [7, 1],
  [9, 0.9],
  [12, 0.95],
  [15, 0.97],
  [18, 0.98],
  [20, 0.98],
  [21, 0.98],
] as const
const funSearchUniform: Heuristic = (item, bins) => bins.map((bin) => STEPS.find(([most]) => bin - item <= most)?.[1] ?? 0.99)

/** EoH's program, from the paper's appendix (Liu et al., Evolution of Heuristics, ICML 2024), in JavaScript. */
const eoh: Heuristic = (item, bins) =>
  bins.map((bin) => {
    const left = bin - item
    const exponential = Math.exp(left)
    const combined = (1 - left / bin) * Math.sqrt(left)
    return bin / ((exponential + 0.7) * exponential) + combined + (left > item * 3 ? 0.8 : 0.3)
  })

const bestFit: Heuristic = (item, bins) => bins.map((bin) => item - bin)

/** The published programs, by name. */
const peers: Readonly<Record<string, Heuristic>> = {
  'best fit': bestFit,
  'FunSearch, Weibull program': funSearchWeibull,
  'FunSearch, OR program': funSearchUniform,
  EoH: eoh,
}

/** Bins that a heuristic uses. Two fresh ones always stand last, as FunSearch's program looks at neighbours; bins without room are not shown to it. */
function binsOf({ capacity, items }: Arrivals, heuristic: Heuristic): number {
  const residuals: number[] = [capacity, capacity]
  for (const item of items) {
    const open = [...residuals.keys()].filter((bin) => (residuals[bin] as number) >= item)
    const scores = heuristic(
      item,
      open.map((bin) => residuals[bin] as number),
    )
    let best = 0
    for (let k = 1; k < open.length; k++) if ((scores[k] as number) > (scores[best] as number)) best = k
    const bin = open[best] as number
    residuals[bin] = (residuals[bin] as number) - item
    while (residuals.at(-2) !== capacity || residuals.at(-1) !== capacity) residuals.push(capacity)
  }
  return residuals.filter((residual) => residual < capacity).length
}

/** Excess over the L1 bound in percent, each order counting alike. */
function excessOf(orders: readonly Arrivals[], heuristic: Heuristic): number {
  const excess = orders.map(({ capacity, items }) => {
    const bound = Math.ceil(items.reduce((sum, item) => sum + item, 0) / capacity)
    return (100 * binsOf({ capacity, items }, heuristic)) / bound - 100
  })
  return excess.reduce((sum, value) => sum + value, 0) / excess.length
}

/** What published programs come to on a row's sets, and their mean, beside its measures that have no references. */
export async function withPeers(row: Row): Promise<Row> {
  if (row.peers === undefined) return row
  const { heldOut } = await loadProblem(row.problem)
  const asked = new Set(row.measures.filter(({ sets }) => sets === undefined).map(({ name }) => name))
  const figures = Object.entries(row.peers).map(([name, program]) => {
    const heuristic = peers[program] as Heuristic
    const bySet = heldOut
      .filter(({ set }) => asked.has(set))
      .map(({ set, cases }): [string, number] => [
        set,
        excessOf(
          cases.map(({ input }) => input as Arrivals),
          heuristic,
        ),
      ])
    const mean = bySet.reduce((sum, [, value]) => sum + value, 0) / bySet.length
    return { name, figures: new Map([...bySet, [MEAN, mean]]) }
  })
  const published = (measure: string): Published[] =>
    figures.map((peer) => ({ name: peer.name, value: peer.figures.get(measure) ?? Number.NaN, source: 'as published, run here' }))
  return {
    ...row,
    measures: row.measures.map((measure) =>
      asked.has(measure.name) ? { ...measure, published: [...published(measure.name), ...measure.published] } : measure,
    ),
  }
}
