import { checkPackingInput, defineProblem, verifyPacking } from 'ternate'
import type { CaseDraft, PackingInput, Random } from 'ternate'

const CAPACITY = 150

/** Whole sizes 20..100, each as likely: Falkenauer's uniform class in the OR-Library. */
const uniform = (random: Random): number => 20 + random.integer(81)

/** Lengths of the OR-Library's four sets, and how many orders of each bring 3,000 items. */
const LENGTHS = [
  { length: 120, orders: 25 },
  { length: 250, orders: 12 },
  { length: 500, orders: 6 },
  { length: 1000, orders: 3 },
]

/** Orders of arrival of every length, so many times over, spread so that the first of them are a mixture, too. */
const arrivals =
  (times: number) =>
  ({ random }: { readonly random: Random }): CaseDraft<PackingInput>[] =>
    LENGTHS.flatMap(({ length, orders }) =>
      Array.from({ length: times * orders }, (_, k) => ({
        at: (k + 0.5) / orders,
        name: `u${length}-${k + 1}`,
        input: { capacity: CAPACITY, items: Array.from({ length }, () => uniform(random)) },
      })),
    )
      .sort((a, b) => a.at - b.at)
      .map(({ name, input }) => ({ name, input }))

export default defineProblem<PackingInput, unknown>({
  statement: `Online bin packing. Items arrive one at a time and each must be put into a bin of the given capacity before the next one is seen;
use as few bins as possible. priority(item, residual, capacity) says how much an item wants to go into a bin with that much room
left. The item goes to the bin with the highest priority among the bins that have room and one untouched bin; ties go to the
smaller residual. Item sizes are whole numbers from 20 to 100, each as likely as the others; the capacity is 150; 120 to 1,000
of them arrive.`,
  entry: 'priority(item: number, residual: number, capacity: number): number',
  direction: 'minimize',
  unit: '% above the L1 bound',
  cases: {
    train: arrivals(1),
    validation: arrivals(4),
    heldOut: { OR1: { file: 'or1.json' }, OR2: { file: 'or2.json' }, OR3: { file: 'or3.json' }, OR4: { file: 'or4.json' } },
  },

  driver: 'ternate/kit/packing',
  checkCase: ({ input }) => checkPackingInput(input),
  verify: ({ input }, answer) => verifyPacking(input, answer),

  /** Ratio of means, as in the literature; all four lengths of train and validation bring as many items and weigh the same. */
  aggregate(results) {
    const total = (metric: string): number => results.reduce((sum, { metrics, weight }) => sum + weight * (metrics[metric] ?? 0), 0)
    return (100 * (total('bins') - total('bound'))) / total('bound')
  },

  descriptors: [
    { name: 'full', edges: [5, 10, 15, 20, 25, 30] },
    { name: 'size', edges: [30, 45, 60] },
  ],

  vocabulary: {
    terms: ['residual - item', 'capacity - residual', 'capacity - item', 'item / residual'],
    functions: ['_ / (_ + 1)', '_ ** 2', '_ ** 3', 'Math.exp(-_)', 'Math.abs(_ - _)', 'Math.max(_, _)', 'Math.min(_, _)', '_ < _ ? _ : _'],
    constants: [1, 2, 3, 5, 10, 20, 30, 40, 50, 75, 0.5],
  },

  evaluations: 2000,

  references: [
    ...['6.422', '6.450', '5.741', '5.230'].map((score, k) => ({
      name: 'first fit',
      set: `OR${k + 1}`,
      score: Number(score),
      source: 'computed',
    })),
    ...['5.810', '6.056', '5.368', '4.943'].map((score, k) => ({
      name: 'best fit',
      set: `OR${k + 1}`,
      score: Number(score),
      source: 'computed',
    })),
    ...['5.301', '4.185', '3.106', '2.472'].map((score, k) => ({
      name: 'FunSearch',
      set: `OR${k + 1}`,
      score: Number(score),
      source: 'Romera-Paredes et al., Nature 625 (2024); google-deepmind/funsearch, its published program for the OR sets, recomputed',
    })),
  ],
})
