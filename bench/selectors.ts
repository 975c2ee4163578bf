/**
 * What a draw of each selector takes, by the size of a population: the middle one and the one in a hundred that is slowest, in microseconds.
 * Each draw is made three times over and its shortest time counts, so that other processes on the machine do not. Scores are normal around one half and unlike, programs have children the more often the better they are, and one in twenty ties with
 * another in its behaviour. `looks at` is the window of rules that have one; `all, by a bound` are draws from everybody.
 *
 *     node bench/selectors.ts [individuals ..., default 1000 100000]
 */
import type { Individual, PopulationView } from '../engine/contracts/individual.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Ref } from '../engine/contracts/ref.ts'
import { createRegistry } from '../engine/contracts/registry.ts'
import { byRank } from '../engine/population/ranking.ts'
import { strategyParts } from '../strategies/index.ts'
import { machine } from './machine.ts'
import { readSizes } from './options.ts'

const DRAWS = 2000
const WARM_UP = 1000
const REPEATS = 3
const CASES = 8

const RULES: readonly (readonly [ref: Ref, looksAt: string])[] = [
  [{ use: 'greedy' }, 'the first'],
  [{ use: 'greedy', ties: 'newest' }, 'ties, by halves'],
  [{ use: 'random' }, 'the drawn one'],
  [{ use: 'tournament', size: 8 }, 'ranks'],
  [{ use: 'top' }, '10 best'],
  [{ use: 'elite' }, 'the drawn one'],
  [{ use: 'front' }, 'the drawn one'],
  [{ use: 'dgm' }, 'all, by a bound'],
  [{ use: 'dgm-h' }, 'all, by a bound'],
  [{ use: 'wheel' }, 'all, by a bound'],
  [{ use: 'boltzmann' }, 'all, by a bound'],
  [{ use: 'aflow' }, '3 best, program 1'],
  [{ use: 'shinka' }, '40 best'],
  [{ use: 'funsearch' }, '1000 best'],
  [{ use: 'novelty' }, '100 even ranks'],
  [{ use: 'group' }, '100 even ranks'],
]

/** A made-up population as selectors see it. */
function populate(size: number): PopulationView {
  const random = stream(`selectors/${size}`)
  const individuals = Array.from({ length: size }, (_, k): Individual => {
    const score = Math.min(1, Math.max(0, 0.5 + 0.12 * random.normal()))
    const caseScores = Array.from({ length: CASES }, () => Math.min(1, Math.max(0, score + 0.1 * random.normal())))
    const signature = String(random.integer(20) === 0 ? random.integer(k + 1) : k)
    return {
      number: k + 1,
      parents: [],
      score,
      caseScores,
      cost: 1,
      size: 10 + random.integer(50),
      signature,
      cell: String(random.integer(100)),
    }
  }).sort(byRank('maximize'))
  const children = new Uint32Array(size + 1)
  for (let k = 0; k < size; k++) {
    const parent = individuals[Math.floor(size * random.next() ** 1.5)] as Individual
    children[parent.number] = (children[parent.number] as number) + 1
  }
  const elites = new Map<string, Individual>()
  const byNumber = new Map(individuals.map((individual) => [individual.number, individual]))
  for (const individual of individuals) if (!elites.has(individual.cell)) elites.set(individual.cell, individual)
  return {
    individuals,
    elites: [...elites.values()],
    front: individuals.slice(0, 1),
    commits: size,
    trainCases: CASES,
    lineage: {
      children: (number) => children[number] as number,
      pending: () => 0,
      crossed: () => 0,
      clade: () => ({ passed: 0, failed: 0 }),
    },
    direction: 'maximize',
    find: (number) => byNumber.get(number),
  }
}

/** Microseconds that draws take, shortest first. */
function timesOf(ref: Ref, view: PopulationView): number[] {
  const selector = createRegistry(strategyParts).create('selector', ref)
  const times: number[] = []
  const end = performance.now() + 5000
  for (let k = 0; k < WARM_UP + DRAWS && performance.now() < end; k++) {
    const repeats = Array.from({ length: REPEATS }, () => {
      const random = stream(`draw ${k}`)
      const start = performance.now()
      selector.select(view, 1, random)
      return 1000 * (performance.now() - start)
    })
    times.push(Math.min(...repeats))
  }
  return times.slice(Math.min(WARM_UP, times.length >> 1)).sort((a, b) => a - b)
}

const at = (sorted: readonly number[], part: number): string => (sorted[Math.floor(part * sorted.length)] ?? Number.NaN).toFixed(1)

console.log(machine())
console.log(['individuals', 'selector', 'looks at', 'median us', 'p99 us'].join('\t'))
for (const size of readSizes([1000, 100_000])) {
  const view = populate(size)
  for (const [{ use, ...options }, looksAt] of RULES) {
    const times = timesOf({ use, ...options }, view)
    const words = Object.entries(options).map(([name, value]) => `${name} ${String(value)}`)
    console.log([size, [use, ...words].join(' '), looksAt, at(times, 0.5), at(times, 0.99)].join('\t'))
  }
}
