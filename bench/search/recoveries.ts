import { fileURLToPath } from 'node:url'
import { stream } from '../../engine/contracts/random.ts'
import { feynman } from '../../problems/symbolic-regression/feynman.ts'
import { nguyen } from '../../problems/symbolic-regression/nguyen.ts'
import { encode } from '../../archive/canonical.ts'
import type { Budget } from '../../engine/contracts/manifest.ts'
import { keepLines, readLines } from '../lines.ts'
import { tenths, whole } from './spending.ts'
import { median } from '../machine.ts'
import type { Identity } from './identity.ts'

/** What one run of a formula came to. */
export interface Recovery extends Identity {
  readonly formula: string
  readonly noise: number
  readonly strategy: string
  readonly seed: number
  readonly engine: string
  /** Of the engine's sources, with a `+` where they were changed behind it. */
  readonly commit: string
  readonly machine: string
  readonly digest: string
  /** Whether every value of the wider range is met to 1e-9 of itself. */
  readonly recovered: boolean
  readonly seconds: number
  /** Processor seconds, those of sandboxes too; absent in runs made before they were measured. */
  readonly processor?: number
  readonly evaluations: number
  /** Programs judged on train cases, whole or in part; absent in runs made before they were counted. */
  readonly programsTried?: number
  readonly reason: string
  readonly train: number
  readonly validation?: number
  readonly sameRange?: number
  readonly widerRange?: number
  readonly size: number
  readonly program: string
}

/** Where recoveries are kept unless somebody says otherwise: what docs/results.md is made of. */
export const RECOVERIES: string = fileURLToPath(new URL('./formulas.jsonl', import.meta.url))

export const readRecoveries = (file: string): Recovery[] => readLines(file) as Recovery[]

/** Keeps a line as soon as it is there: whoever begins again goes on from it. */
export const keepRecovery = (file: string, recovery: Recovery): void => keepLines(file, [recovery])

/** The sample of Feynman's formulas: drawn once, before any of them was run. */
function sampled(): string[] {
  const random = stream('Feynman sample')
  const left = feynman.map(({ name }) => name)
  return Array.from({ length: 25 }, () => left.splice(random.integer(left.length), 1)[0] as string)
}

/** Formulas by the name of their group. */
export const groups: Readonly<Record<'nguyen' | 'sample' | 'feynman', readonly string[]>> = {
  nguyen: nguyen.map(({ name }) => name),
  sample: sampled(),
  feynman: feynman.map(({ name }) => name),
}

/** How many of some formulas each seed recovered, for the seeds that ran them all. */
export function countsOf(recoveries: readonly Recovery[], names: readonly string[]): number[] {
  const own = recoveries.filter(({ formula }) => names.includes(formula))
  const seeds = [...new Set(own.map(({ seed }) => seed))].toSorted((a, b) => a - b)
  return seeds
    .map((seed) => own.filter((item) => item.seed === seed))
    .filter((list) => list.length === names.length)
    .map((list) => list.filter(({ recovered }) => recovered).length)
}

/** What every run of the page had. */
const BUDGET: Budget = { seconds: 120 }

const GROUPS = [
  {
    group: 'nguyen',
    title: "Nguyen's twelve",
    published:
      'of all runs, DSR 83.6 % and genetic programming 60 % (Petersen et al., ICLR 2021; two million expressions a run in the settings of its repository, machine not found)',
  },
  {
    group: 'sample',
    title: "A sample of 25 of Feynman's hundred, drawn once",
    published:
      'QDSR 91.6 % (up to two hours a formula on all processors, 40 in the settings of its repository, with physical units), and, with 8 hours or a million evaluations on one core of a Xeon E5-2690 v4 (SRBench, La Cava et al. 2021), AI Feynman 55.8 %, AFP_FE 27.0 %, Operon 16.6 %, gplearn 16.3 %, all of the whole list',
  },
] as const

/** The part of the page on formulas. */
export function formulasSection(recoveries: readonly Recovery[]): string {
  const clean = recoveries.filter(({ noise, budget }) => noise === 0 && encode(budget) === encode(BUDGET))
  const of = (strategy: string, names: readonly string[]): Recovery[] =>
    clean.filter((item) => item.strategy === strategy && names.includes(item.formula))
  const counted = (strategy: string, names: readonly string[]): string => {
    const counts = countsOf(of(strategy, names), names)
    return counts.length === 0
      ? '–'
      : `${median(counts)} of ${names.length} (${Math.min(...counts)} – ${Math.max(...counts)}; ${counts.length} ${counts.length === 1 ? 'seed' : 'seeds'})`
  }
  const parts = GROUPS.flatMap(({ group, title, published }) => {
    const names = groups[group]
    const own = of('default', names)
    const lines = names.flatMap((name) => {
      const runs = own.filter(({ formula }) => formula === name)
      const found = runs.filter(({ recovered }) => recovered)
      if (runs.length === 0) return []
      const spent =
        found.length === 0
          ? ['', '', '', '']
          : [
              whole(found.map(({ evaluations }) => evaluations)),
              whole(found.map(({ programsTried }) => programsTried)),
              tenths(found.map(({ processor }) => processor)),
              tenths(found.map(({ seconds }) => seconds)),
            ]
      const shown = found[0]?.program ?? ''
      return [
        `| ${name} | ${found.length} of ${runs.length} | ${spent.join(' | ')} | ${shown === '' ? '' : `\`${shown.replaceAll('|', '\\|')}\``} |`,
      ]
    })
    return [
      `${title}: recovered **${counted('default', names)}**, random draws ${counted('random', names)}. Published: ${published}.`,
      '',
      ...(lines.length === 0
        ? ['Not run.']
        : [
            '| | recovered | evaluations | programs tried | processor seconds | seconds | as it was found first |',
            '| --- | --- | --- | --- | --- | --- | --- |',
            ...lines,
          ]),
      '',
    ]
  })
  return [
    '## Formulas without noise: recovered on an unseen wider range, to 1e-9 of every value',
    '',
    'Two minutes a run at most; what was spent is the median of the runs that recovered the formula, – where it was not counted. The verifier tells more than a score (problems/symbolic-regression/README.md).',
    '',
    ...parts,
    clean[0] === undefined
      ? ''
      : `${clean[0].machine.replace(/, load.*/, '')}; sources ${[...new Set(clean.map(({ commit }) => commit))].join(', ')}. The runs are lines of bench/search/formulas.jsonl, made by \`node bench/formulas.ts FOLDER --run --workers 1 --seeds 3 nguyen sample\`.`,
    '',
  ].join('\n')
}
