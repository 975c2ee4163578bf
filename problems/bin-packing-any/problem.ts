import { checkPackingInput, defineProblem, verifyPacking } from 'ternate'
import type { CaseDraft, PackingInput, Random } from 'ternate'

/** Sizes as shares of the capacity. */
const classes = {
  /** FunSearch's class, Weibull(shape 3, scale 45) at a capacity of 100. */
  Weibull: (random: Random): number => 0.45 * Math.cbrt(-Math.log(1 - random.next())),
  /** The OR-Library's class, 20 to 100 at a capacity of 150. */
  uniform: (random: Random): number => (20 + 80 * random.next()) / 150,
  /** Small and large items, as many of each. */
  bimodal: (random: Random): number => (random.next() < 0.5 ? 0.2 : 0.5) + 0.06 * random.normal(),
}

type Class = keyof typeof classes

/** A size of a class: whole, between 1 and the capacity. */
const size = (name: Class, capacity: number, random: Random): number =>
  Math.min(capacity, Math.max(1, Math.round(capacity * classes[name](random))))

/** Capacities, each with how many items arrive. */
type Lengths = readonly (readonly [capacity: number, items: number])[]

/**
 * Orders of arrival of every class at every capacity, so that a capacity does not tell the class; and of several lengths at each, else the
 * number of open bins tells how many are still to come.
 */
const arrivals =
  (times: number, lengths: Lengths, names: readonly Class[] = ['Weibull', 'uniform', 'bimodal']) =>
  ({ random }: { readonly random: Random }): CaseDraft<PackingInput>[] =>
    lengths.flatMap(([capacity, length]) =>
      names.flatMap((name) =>
        Array.from({ length: times }, (_, k) => ({
          name: `${name}-${capacity}-${length}-${k + 1}`,
          input: { capacity, items: Array.from({ length }, () => size(name, capacity, random)) },
        })),
      ),
    )

/** The lengths at each of two capacities that evolution works on. */
const LENGTHS: Lengths = [
  [100, 1000],
  [150, 500],
  [100, 3000],
  [150, 2000],
]

export default defineProblem<PackingInput, unknown>({
  statement: `Online bin packing for every class of items. Items arrive one at a time and each must be put into a bin of the given capacity before the next
one is seen; use as few bins as possible. priority(item, residual, capacity, ...) says how much an item wants to go into a bin with
that much room left. The item goes to the bin with the highest priority among the bins that have room and one untouched bin;
ties go to the smaller residual. Capacities differ, and sizes follow different distributions (Weibull, uniform, bimodal), so
what arrives must be learnt as it comes: mean and spread are the mean size and the standard deviation of the items so far,
this one among them; fits is the share of them that would fit into what the item would leave in the bin, exact the share that
would fill it. open is the number of bins that are neither untouched nor full, room the mean room in them.`,
  entry:
    'priority(item: number, residual: number, capacity: number, mean: number, spread: number, open: number, room: number, fits: number, exact: number): number',
  direction: 'minimize',
  unit: '% above the L1 bound, mean over classes',
  cases: {
    train: arrivals(1, LENGTHS),
    validation: arrivals(3, [...LENGTHS, [250, 1000], [250, 5000]]),
    heldOut: {
      'FunSearch 5k': { file: 'funsearch-5k.json' },
      OR4: { file: 'or4.json' },
      'bimodal 5k': arrivals(5, [[120, 5000]], ['bimodal']),
    },
  },

  checkCase: ({ input }) => checkPackingInput(input),
  verify: ({ input }, answer) => verifyPacking(input, answer),

  descriptors: [
    { name: 'full', edges: [10, 20, 30, 40, 50, 60] },
    { name: 'size', edges: [30, 45, 60] },
  ],

  vocabulary: {
    terms: [
      'residual - item',
      '(residual - item) / capacity',
      '(residual - item) / mean',
      'item / residual',
      'item / capacity',
      'item / mean',
      'residual / capacity',
      'room / capacity',
      'spread / mean',
      'mean / capacity',
      '1 - fits',
    ],
    functions: ['_ / (_ + 1)', '_ ** 2', '_ ** 3', 'Math.exp(-_)', 'Math.abs(_ - _)', 'Math.max(_, _)', 'Math.min(_, _)', '_ < _ ? _ : _'],
    constants: [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10],
  },

  acceptance: { use: 'cascade', steps: [{ cases: 3 }, { cases: 6 }] },

  /** Good programs keep many more kinds of bins open than best fit, and are asked for each. */
  limits: { fuel: 20_000_000 },

  // what is best for one class is not for another, and islands that keep apart keep more ways to be good
  strategy: 'isolated',
  evaluations: 3000,

  references: [
    { name: 'best fit', set: 'FunSearch 5k', score: 3.984, source: 'computed' },
    { name: 'best fit', set: 'OR4', score: 4.942, source: 'computed' },
    { name: 'best fit', set: 'bimodal 5k', score: 2.627, source: 'computed' },
    {
      name: 'FunSearch, for this class alone',
      set: 'FunSearch 5k',
      score: 0.684,
      source: 'Romera-Paredes et al., Nature 625 (2024); google-deepmind/funsearch, its published program, recomputed',
    },
    {
      name: 'FunSearch, for this class alone',
      set: 'OR4',
      score: 2.472,
      source: 'Romera-Paredes et al., Nature 625 (2024); google-deepmind/funsearch, its published program, recomputed',
    },
  ],
})
