import { checkPackingInput, defineProblem, verifyPacking } from 'ternate'
import type { CaseDraft, PackingInput, Random } from 'ternate'

const CAPACITY = 100

/** Weibull(shape 3, scale 45), rounded and clipped to 1..100: the class on which FunSearch reported. */
const weibull = (random: Random): number => Math.min(CAPACITY, Math.max(1, Math.round(45 * Math.cbrt(-Math.log(1 - random.next())))))

/** What share of the score each length has: programs are to be good from the first items on, and better the longer it goes on. */
const SHARES: Readonly<Record<number, number>> = { 1000: 1, 2000: 1, 5000: 3, 10_000: 3 }

/** Orders of arrival of the given lengths, in that order, so many times over; a length's orders share its weight. */
const arrivals =
  (times: number, lengths: readonly number[]) =>
  ({ random }: { readonly random: Random }): CaseDraft<PackingInput>[] =>
    Array.from({ length: times }, () => lengths)
      .flat()
      .map((length, k) => ({
        name: `${length / 1000}k-${k + 1}`,
        weight: (SHARES[length] ?? 1) / lengths.filter((other) => other === length).length,
        input: { capacity: CAPACITY, items: Array.from({ length }, () => weibull(random)) },
      }))

/** What was published on EoH's sets. */
const EOH = [
  { set: 'EoH 1k', bestFit: 4.87, funSearch: 3.78, eoh: 2.24 },
  { set: 'EoH 5k', bestFit: 4.08, funSearch: 0.8, eoh: 0.8 },
  { set: 'EoH 10k', bestFit: 4.09, funSearch: 0.33, eoh: 0.61 },
]

export default defineProblem<PackingInput, unknown>({
  statement: `Online bin packing. Items arrive one at a time and each must be put into a bin of the given capacity before the next one is seen;
use as few bins as possible. priority(item, residual, capacity) says how much an item wants to go into a bin with that much room
left. The item goes to the bin with the highest priority among the bins that have room and one untouched bin; ties go to the
smaller residual. Item sizes follow a Weibull distribution (shape 3, scale 45), rounded, between 1 and the capacity of 100;
1,000 to 10,000 of them arrive.`,
  entry: 'priority(item: number, residual: number, capacity: number): number',
  direction: 'minimize',
  unit: '% above the L1 bound',
  cases: {
    train: arrivals(2, [1000, 5000, 1000, 2000, 1000]),
    validation: arrivals(10, [1000, 5000, 1000, 2000, 10_000, 1000]),
    heldOut: {
      'FunSearch 5k': { file: 'funsearch-5k.json' },
      'EoH 1k': { file: 'eoh-1k.json' },
      'EoH 5k': { file: 'eoh-5k.json' },
      'EoH 10k': { file: 'eoh-10k.json' },
      'generated 1k': arrivals(50, [1000]),
      'generated 5k': arrivals(20, [5000]),
      'generated 10k': arrivals(10, [10_000]),
    },
  },

  driver: 'ternate/kit/packing',
  checkCase: ({ input }) => checkPackingInput(input),
  verify: ({ input }, answer) => verifyPacking(input, answer),

  /** Ratio of means for orders of one length, as in the literature; of lengths each counts by its weight, not by its items. */
  aggregate(results) {
    const total = (metric: string): number =>
      results.reduce((sum, { metrics, weight }) => sum + (weight / (metrics['items'] ?? 1)) * (metrics[metric] ?? 0), 0)
    return (100 * (total('bins') - total('bound'))) / total('bound')
  },

  descriptors: [
    { name: 'full', edges: [20, 35, 45, 55, 65, 75] },
    { name: 'size', edges: [30, 45, 60] },
  ],

  vocabulary: {
    terms: ['residual - item', 'capacity - residual', 'capacity - item', 'item / residual'],
    functions: ['_ / (_ + 1)', '_ ** 2', '_ ** 3', 'Math.exp(-_)', 'Math.abs(_ - _)', 'Math.max(_, _)', 'Math.min(_, _)', '_ < _ ? _ : _'],
    constants: [1, 2, 3, 5, 10, 15, 20, 30, 50, 0.5],
  },

  // what is best on one length is not on another, and islands that keep apart keep more ways to be good
  strategy: 'isolated',
  evaluations: 3000,

  references: [
    { name: 'first fit', set: 'FunSearch 5k', score: 4.226, source: 'computed' },
    { name: 'best fit', set: 'FunSearch 5k', score: 3.984, source: 'computed' },
    { name: 'random draws', set: 'FunSearch 5k', score: 2.012, evaluations: 1000, source: 'bench/held-out.ts, median of 5 seeds' },
    { name: 'random draws', set: 'FunSearch 5k', score: 1.087, evaluations: 5000, source: 'bench/held-out.ts, median of 5 seeds' },
    {
      name: 'random draws',
      set: 'FunSearch 5k',
      score: 0.986,
      evaluations: 20_000,
      source: 'bench/held-out.ts, median of 5 seeds',
    },
    {
      name: 'FunSearch',
      set: 'FunSearch 5k',
      score: 0.684,
      source: 'Romera-Paredes et al., Nature 625 (2024); google-deepmind/funsearch, its published program on its published set',
    },
    ...EOH.flatMap(({ set, bestFit, funSearch, eoh }) => [
      { name: 'best fit', set, score: bestFit, source: 'computed' },
      { name: 'FunSearch', set, score: funSearch, source: 'its program as above, recomputed' },
      { name: 'EoH', set, score: eoh, source: 'Liu et al., Evolution of Heuristics, ICML (2024)' },
    ]),
  ],
})
