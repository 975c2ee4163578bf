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
  readonly seen: readonly { readonly input: unknown; readonly score: number }[]
}

/** One number that a run is read by. */
export interface Measure {
  readonly name: string
  readonly of: (run: Outcome) => number
  readonly better: 'lower' | 'higher'
  readonly digits: number
  readonly published: readonly Published[]
}

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
  /** Whether programs that others published are run on the same sets. */
  readonly peers?: true
}

/** Of the champion, on a held-out set. */
const onSet =
  (set: string, change: (score: number) => number = (score) => score): Measure['of'] =>
  ({ heldOut }) =>
    change(heldOut.find((look) => look.set === set)?.score ?? Number.NaN)

const onTrain: Measure['of'] = ({ champion }) => champion.score

const FUNSEARCH = 'Romera-Paredes et al., Nature 625 (2024); its published program, recomputed'
const EOH = 'Liu et al., ICML (2024)'
const excess = { better: 'lower', digits: 2 } as const

const packing = (set: string, figures: Readonly<Record<'first fit' | 'best fit' | 'FunSearch', number>>, eoh?: number): Measure => ({
  name: set,
  of: onSet(set),
  ...excess,
  published: [
    { name: 'first fit', value: figures['first fit'], source: 'computed' },
    { name: 'best fit', value: figures['best fit'], source: 'computed' },
    { name: 'FunSearch', value: figures.FunSearch, source: FUNSEARCH },
    ...(eoh === undefined ? [] : [{ name: 'EoH', value: eoh, source: EOH }]),
  ],
})

const OR = [1, 2, 3, 4].map((k) => `OR${k}`)
const UNIFORM = {
  FunSearch: [5.301, 4.185, 3.106, 2.472],
  'best fit': [5.81, 6.056, 5.368, 4.943],
  'first fit': [6.422, 6.45, 5.741, 5.23],
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Percent that tours are longer than nearest neighbour's. */
const longer = (ratio: number): number => 100 * (ratio - 1)

/** Mean lengths over the 1,000 published instances, and those of nearest neighbour. */
const TOURS = { 50: [6.346, 6.39, 5.675, 6.959], 100: [8.861, 8.93, 7.768, 9.706], 200: [12.418, 12.538, 10.659, 13.461] } as const

const tour = (set: string, size: 50 | 100 | 200): Measure => {
  const [mcts, eoh, lkh, nearest] = TOURS[size]
  const published = (name: string, length: number, source: string): Published => ({ name, value: longer(length / nearest), source })
  return {
    name: set,
    of: onSet(set, longer),
    better: 'lower',
    digits: 1,
    published: [
      published('nearest neighbour', nearest, 'by definition'),
      published('EoH', eoh, 'as reported by MCTS-AHD, over 1,000 instances'),
      published('MCTS-AHD', mcts, 'Zheng et al. (2025), over 1,000 instances'),
      published('LKH3, a solver', lkh, 'as reported by MCTS-AHD, over 1,000 instances'),
    ],
  }
}

const cap = (dimension: number, evaluations: number, largest: number, funSearch: number): Row => ({
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
      published: [
        { name: 'the vectors of 0 and 1', value: 2 ** dimension, source: 'equal priorities' },
        { name: 'FunSearch', value: funSearch, source: 'Nature 625 (2024)' },
        { name: 'largest known', value: largest, source: dimension <= 6 ? 'proven' : 'FunSearch' },
      ],
    },
  ],
})

/** A packing of the champion on random numbers that it had not met, and the best of all programs of the run. */
function circles(n: number, alphaEvolve: number, known: number): Measure[] {
  const published = [
    { name: 'AlphaEvolve 2025-05', value: alphaEvolve, source: 'strictly valid as published' },
    { name: 'best known', value: known, source: 'AlphaEvolve 2025-11, radii less 7e-18' },
  ]
  const shared = { better: 'higher', digits: 5, published } as const
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
    budget: { evaluations: 6000 },
    measures: [
      packing('FunSearch 5k', { 'first fit': 4.226, 'best fit': 3.984, FunSearch: 0.684 }),
      packing('EoH 1k', { 'first fit': 5.32, 'best fit': 4.87, FunSearch: 3.78 }, 2.24),
      packing('EoH 5k', { 'first fit': 4.4, 'best fit': 4.08, FunSearch: 0.8 }, 0.8),
      packing('EoH 10k', { 'first fit': 4.44, 'best fit': 4.09, FunSearch: 0.33 }, 0.61),
    ],
  },
  {
    name: 'bin-packing-uniform',
    title: 'Online bin packing, uniform: % above the L1 bound',
    problem: 'bin-packing-uniform',
    budget: { evaluations: 3000 },
    measures: [
      {
        name: 'mean of OR1 to OR4',
        of: ({ heldOut }) => mean(OR.map((set) => heldOut.find((look) => look.set === set)?.score ?? Number.NaN)),
        ...excess,
        published: (['first fit', 'best fit', 'FunSearch'] as const).map((name) => ({
          name,
          value: mean(UNIFORM[name]),
          source: name === 'FunSearch' ? FUNSEARCH : 'computed',
        })),
      },
      ...OR.map((set, k) =>
        packing(set, {
          'first fit': UNIFORM['first fit'][k] ?? 0,
          'best fit': UNIFORM['best fit'][k] ?? 0,
          FunSearch: UNIFORM.FunSearch[k] ?? 0,
        }),
      ),
    ],
  },
  {
    name: 'tsp-construct',
    title: "Tours built step by step: % longer than nearest neighbour's",
    problem: 'tsp-construct',
    budget: { evaluations: 2500 },
    measures: ([50, 100, 200] as const).flatMap((size) => [tour(`generated ${size}`, size), tour(`uniform ${size}`, size)]),
  },
  cap(4, 3000, 20, 20),
  cap(5, 8000, 45, 45),
  cap(6, 3000, 112, 112),
  cap(8, 2500, 512, 512),
  {
    name: 'bin-packing-any',
    title: 'Online bin packing, one program for every class: % above the L1 bound',
    problem: 'bin-packing-any',
    budget: { evaluations: 2500 },
    peers: true,
    measures: [
      ...CLASSES.map((set): Measure => ({ name: set, of: onSet(set), ...excess, published: [] })),
      {
        name: MEAN,
        of: ({ heldOut }) => mean(CLASSES.map((set) => heldOut.find((look) => look.set === set)?.score ?? Number.NaN)),
        ...excess,
        published: [],
      },
    ],
  },
  {
    name: 'circle-packing',
    title: 'Circles in the unit square: sum of the radii, strictly valid',
    problem: 'circle-packing',
    budget: { seconds: 480 },
    constructions: true,
    measures: [circles(26, 2.63586276, 2.63598308), circles(32, 2.93794453, 2.93957277)].flat(),
  },
]
