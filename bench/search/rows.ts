import type { Finished } from '../../engine/contracts/event.ts'
import type { Budget } from '../../engine/contracts/manifest.ts'

/** A figure that somebody published, or that anyone can compute. */
export interface Published {
  readonly name: string
  readonly value: number
  readonly source: string
}

/** What a run came to; `seen` are the best answers that any of its programs gave to an input, where the row asks for them. */
export interface Outcome extends Pick<Finished, 'champion' | 'heldOut'> {
  /** New bests on train, and the seconds since the run began. */
  readonly steps: readonly { readonly score: number; readonly seconds: number }[]
  readonly seen: readonly { readonly input: unknown; readonly score: number }[]
}

/** One number that a run is read by. */
export interface Measure {
  readonly name: string
  readonly of: (run: Outcome) => number
  readonly better: 'lower' | 'higher'
  readonly digits: number
  /** Beside what the problem itself refers to. */
  readonly published: readonly Published[]
  /** The sets whose references the problem names stand beside the measure, as their mean; the train set for none. */
  readonly sets?: readonly string[]
  /** How a score of the problem is shown. */
  readonly shown?: (score: number) => number
}

/** What others spent for their figures and on what, as far as they say. */
const EFFORTS = {
  FunSearch:
    'samples of a language model (Codey) on the order of a million an experiment, 15 samplers, 140 to 150 processors that evaluate (Nature 625, methods and supplement)',
  EoH: '2,000 queries of GPT-3.5-turbo, one Core i7-9700 (ICML 2024, section 4.1)',
} as const

/** Runs that are made for one part of the table. */
export interface Row {
  readonly name: string
  readonly title: string
  /** Name of a shipped problem. */
  readonly problem: string
  /** A file of a copy of the problem's folder, and what stands in it there. */
  readonly change?: { readonly file: string; readonly text: string }
  /** What each run has. */
  readonly budget: Budget
  /** Whether the best answers of all programs are of interest, made and judged again. */
  readonly constructions?: true
  readonly measures: readonly Measure[]
  /** Budgets and machines of published figures, by name. */
  readonly efforts?: Readonly<Record<string, string>>
  /** Names of programs that others published, by the name that the table gives them: run on the sets to which the problem has no references. */
  readonly peers?: Readonly<Record<string, string>>
}

/** Of the champion, on a held-out set. */
const onSet =
  (set: string, change: (score: number) => number = (score) => score): Measure['of'] =>
  ({ heldOut }) =>
    change(heldOut.find((result) => result.set === set)?.score ?? Number.NaN)

const onTrain: Measure['of'] = ({ champion }) => champion.score

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The mean over some held-out sets. */
const meanOver = (name: string, sets: readonly string[]): Measure => ({
  name,
  of: ({ heldOut }) => mean(sets.map((set) => heldOut.find((result) => result.set === set)?.score ?? Number.NaN)),
  better: 'lower',
  digits: 2,
  published: [],
})

/** The same beside the references to them. */
const meanOf = (name: string, sets: readonly string[]): Measure => ({ ...meanOver(name, sets), sets })

const OR = [1, 2, 3, 4].map((k) => `OR${k}`)

/** Percent that tours are longer than nearest neighbour's. */
const longer = (ratio: number): number => 100 * (ratio - 1)

/** Tours of a size; what was published is for the uniform class, of which the generated ones are too. */
const tour = (set: string, size: 50 | 100 | 200): Measure => ({
  name: set,
  of: onSet(set, longer),
  better: 'lower',
  digits: 1,
  published: [],
  sets: [`uniform ${size}`],
  shown: longer,
})

/** Seconds until a run had a program with a score on train. */
const secondsTo = (score: number): Measure => ({
  name: `seconds to ${score}`,
  of: ({ steps }) => steps.find((step) => step.score >= score)?.seconds ?? Number.NaN,
  better: 'lower',
  digits: 0,
  published: [],
})

const cap = (dimension: number, evaluations: number, funSearch: number): Row => ({
  name: `cap-set-${dimension}`,
  title: `Cap sets, n = ${dimension}`,
  problem: 'cap-set',
  change: { file: 'dimension.json', text: `{ "dimension": ${dimension} }\n` },
  budget: { evaluations },
  measures: [
    {
      name: 'vectors',
      of: onTrain,
      better: 'higher',
      digits: 0,
      published: [{ name: 'FunSearch', value: funSearch, source: 'Nature 625 (2024)' }],
      sets: [],
    },
    ...(dimension === 8 ? [secondsTo(448)] : []),
  ],
  efforts: { FunSearch: `${EFFORTS.FunSearch}${dimension === 8 ? '; 4 of 140 experiments came to 512' : ''}` },
})

/** A packing of the champion on random numbers that it had not met, and the best of all programs of the run. */
function circles(n: number): Measure[] {
  const shared = { better: 'higher', digits: 5, published: [], sets: [`n = ${n}`] } as const
  const isOf = (input: unknown): boolean => (input as { readonly n?: unknown }).n === n
  return [
    { name: `n = ${n}, the program`, of: onSet(`n = ${n}`), ...shared },
    { name: `n = ${n}, best construction seen`, of: ({ seen }) => seen.find(({ input }) => isOf(input))?.score ?? Number.NaN, ...shared },
  ]
}

/** The held-out sets of bin-packing-any, a class each. */
const CLASSES = ['FunSearch 5k', 'OR4', 'bimodal 5k']

/** Name of the measure that is the mean of a row's others. */
export const MEAN = 'mean over classes'

/** The rows of the table, cheap ones first. */
export const rows: readonly Row[] = [
  {
    name: 'bin-packing',
    title: 'Online bin packing, Weibull: % above the L1 bound',
    problem: 'bin-packing',
    budget: { evaluations: 28_000 },
    peers: { 'best fit': 'best fit', FunSearch: 'FunSearch, Weibull program', EoH: 'EoH' },
    efforts: EFFORTS,
    measures: [
      ...['FunSearch 5k', 'EoH 1k', 'EoH 5k', 'EoH 10k'].map((set) => meanOf(set, [set])),
      ...['generated 1k', 'generated 5k', 'generated 10k'].map((set) => meanOver(set, [set])),
    ],
  },
  {
    name: 'bin-packing-uniform',
    title: 'Online bin packing, uniform: % above the L1 bound',
    problem: 'bin-packing-uniform',
    budget: { evaluations: 20_000 },
    efforts: { FunSearch: EFFORTS.FunSearch },
    measures: [meanOf('mean of OR1 to OR4', OR), ...OR.map((set) => meanOf(set, [set]))],
  },
  {
    name: 'tsp-construct',
    title: "Tours built step by step: % longer than nearest neighbour's",
    problem: 'tsp-construct',
    budget: { evaluations: 2500 },
    efforts: {
      EoH: "run again by MCTS-AHD's authors with that budget",
      'MCTS-AHD':
        '1,000 evaluations of at most a minute, GPT-4o-mini or GPT-3.5-turbo, one Core i7-12700, mean of three runs (section 4 and appendix D)',
    },
    measures: [
      ...([50, 100, 200] as const).flatMap((size) => [tour(`generated ${size}`, size), tour(`uniform ${size}`, size)]),
      { name: 'TSPLIB', of: onSet('TSPLIB', longer), better: 'lower', digits: 1, published: [], sets: ['TSPLIB'], shown: longer },
    ],
  },
  cap(4, 3000, 20),
  cap(5, 40_000, 45),
  cap(6, 10_000, 112),
  cap(8, 40_000, 512),
  {
    name: 'bin-packing-any',
    title: 'Online bin packing, one program for every class: % above the L1 bound',
    problem: 'bin-packing-any',
    budget: { evaluations: 20_000 },
    efforts: {
      'FunSearch, Weibull program': EFFORTS.FunSearch,
      'FunSearch, OR program': 'the same',
      EoH: EFFORTS.EoH,
    },
    peers: Object.fromEntries(['best fit', 'FunSearch, Weibull program', 'FunSearch, OR program', 'EoH'].map((name) => [name, name])),
    measures: [...CLASSES.map((set) => meanOver(set, [set])), meanOver(MEAN, CLASSES)],
  },
  {
    name: 'cluster-scheduling',
    title: 'Jobs placed on machines: rejected work and stranded resources, %',
    problem: 'cluster-scheduling',
    budget: { evaluations: 20_000 },
    measures: ['same size', 'larger', 'crowded'].map((set) => meanOf(set, [set])),
  },
  {
    name: 'tensor-rank',
    title: 'Matrix products with few multiplications: % above the fewest known',
    problem: 'tensor-rank',
    budget: { evaluations: 1500 },
    measures: ['3x3x3', 'larger'].map((set) => meanOf(set, [set])),
  },
  {
    name: 'circle-packing',
    title: 'Circles in the unit square: sum of the radii, strictly valid',
    problem: 'circle-packing',
    budget: { seconds: 500 },
    constructions: true,
    efforts: {
      'AlphaEvolve 2025-05':
        'not published for a problem; thousands of samples of Gemini suffice, a solution may take 100 hours to evaluate (white paper, table 1 and section 2.4)',
    },
    measures: [...circles(26), ...circles(32)],
  },
]
