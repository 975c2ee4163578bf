/**
 * What a search makes of a small budget, with and without parts that are there for it: islands that open one after another, layers by age,
 * random individuals to begin with, and for formulas an axis of cells by the error of a part as it is. Experiments as any other, whose seeds follow
 * from their plans, and which go on where they stopped; what they say is a section of docs/ablation.md each.
 *
 *     node bench/small-budgets.ts FOLDER [--tables packing-300,packing-1000,packing-3000,formulas,raw-axis,axes] [--jobs 1]
 */
import { basename, join } from 'node:path'
import type { Strategy } from '../engine/contracts/manifest.ts'
import { compare } from '../experiments/compare.ts'
import type { Comparison, Measure } from '../experiments/comparison.ts'
import { readPlan } from '../experiments/plan-file.ts'
import { plannedRuns } from '../experiments/plan.ts'
import { readRun } from '../experiments/results.ts'
import { openRun } from '../run/folder.ts'
import { strategies } from '../strategies/presets/index.ts'
import { machine, median } from './machine.ts'
import { countOf, namesOf, readOptions, refuse } from './options.ts'
import { keepSections } from './search/ablation-page.ts'
import { makeFormulaFolder } from './search/formula-folder.ts'
import { commitHere } from './search/identity.ts'
import { groups } from './search/recoveries.ts'

const SEEDS = 5

/** Commits until a second island opens, and between two age gaps: half of the evaluations that a run has by default. */
const EVERY = 8000

/** Individuals that a run begins with. */
const COUNT = 40

/** A train score at which a formula is as good as found: values met to about 1e-10 of their spread. */
const FOUND = 1e-12

const packing = strategies['default'] as Strategy
const formulas = strategies['restarts'] as Strategy

/** A strategy, and it with each of the parts for small budgets. */
const armsOf = (whole: Strategy): Readonly<Record<'whole' | 'opening' | 'layers' | 'ramped' | 'grown', Strategy>> => {
  const scheduler = { use: 'opening', every: EVERY }
  return {
    whole,
    opening: { ...whole, name: 'opening islands', scheduler },
    layers: { ...whole, name: 'age layers', scheduler, exchange: [{ use: 'age-layers', every: EVERY }] },
    ramped: { ...whole, name: 'ramped beginning', initial: { use: 'random', method: 'ramped', count: COUNT } },
    grown: { ...whole, name: 'grown beginning', initial: { use: 'random', count: COUNT } },
  }
}

/** One island, a smaller tournament and no random draws: what small budgets on bin packing were known to like. */
const one: Strategy = {
  ...packing,
  name: 'one island',
  islands: packing.islands
    .slice(0, 1)
    .map((island) => ({ ...island, parents: { use: 'tournament', size: 5 }, proposers: { use: 'genetic' } })),
  exchange: [],
}

const figure = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : 'no score')

/** Where a table comes from. */
const origin = ({ seeds, evaluations, plan }: Comparison): string =>
  `${seeds} paired seeds from the plan ${plan.hash?.slice(0, 12) ?? ''}, ${evaluations.toLocaleString('en')} evaluations a run; ${machine().replace(/, load.*/, '')}; sources ${commitHere()}.`

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Medians and ranges of all arms on a set, and with how many seeds each was better and worse than the first. */
function packingRow({ set, results }: Measure): string {
  const [first] = results
  const cells = results.map(({ scores, summary }, k) => {
    const sorted = scores.toSorted((a, b) => a - b)
    const range = `${figure(summary.median)} [${figure(sorted[0] ?? Number.NaN)}, ${figure(sorted.at(-1) ?? Number.NaN)}]`
    const better = scores.filter((score, seed) => score < (first?.scores[seed] ?? Number.NaN)).length
    const worse = scores.filter((score, seed) => score > (first?.scores[seed] ?? Number.NaN)).length
    return k === 0 ? range : `${range} ${better} : ${worse}`
  })
  return row([set.replace('heldOut/', ''), ...cells])
}

/** The section of bin packing: a row for each set of cases. */
function packingSection(title: string, comparison: Comparison): string {
  const measures = comparison.problems[0]?.measures.filter(({ set, tested }) => tested || set === 'train') ?? []
  return [
    `## ${title}`,
    '',
    `${origin(comparison)} % above the L1 bound: median [range] of champions, and with how many seeds each was better and worse than the default. Opening islands are one island until ${EVERY.toLocaleString('en')} commits.`,
    '',
    row(['set', ...comparison.arms]),
    row(['---', ...comparison.arms.map(() => '---')]),
    ...measures.map(packingRow),
    '',
  ].join('\n')
}

/** After how many evaluations a run found its formula; infinite where it did not. */
async function foundAfter(folder: string): Promise<number> {
  const run = openRun(folder)
  try {
    const step = readRun(run, 1).steps.find(({ score }) => score <= FOUND)
    return step?.evaluations ?? Infinity
  } finally {
    await run.archive.close()
  }
}

/** By problem and strategy, after how many evaluations the runs of an experiment found their formulas. */
async function searchesOf(folder: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const { known } = await readPlan(folder)
  const found = new Map<string, number[]>()
  if (known === undefined) return found
  for (const run of plannedRuns(known, folder)) {
    const key = `${run.problem.name} / ${run.arm.name}`
    found.set(key, [...(found.get(key) ?? []), await foundAfter(run.folder)])
  }
  return found
}

const foundCell = (searches: readonly number[]): string => {
  const count = searches.filter(Number.isFinite).length
  const middle = median(searches)
  return `${count}${Number.isFinite(middle) ? `: ${Math.round(middle)}` : ''}`
}

/** A table of formulas: with how many seeds each column found them, and after how many evaluations, as a median. */
function formulaTable(
  names: readonly string[],
  columns: readonly string[],
  searches: (name: string, column: string) => readonly number[],
): string[] {
  const all = (column: string): number => names.flatMap((name) => searches(name, column)).filter(Number.isFinite).length
  return [
    row(['formula', ...columns]),
    row(['---', ...columns.map(() => '---')]),
    ...names.map((name) => row([name, ...columns.map((column) => foundCell(searches(name, column)))])),
    row(['all', ...columns.map((column) => `${all(column)} of ${names.length * SEEDS}`)]),
    '',
  ]
}

const READING =
  'With how many seeds a formula was found, its values met to 1e-10 of their spread on train, and after how many evaluations, as a median where most found it.'

/** A table of the page: its title, its experiment, and what comes of that. */
interface Table {
  readonly evaluations: number
  readonly strategies: readonly Strategy[]
  problems(out: string): readonly string[]
  section(comparison: Comparison, folder: string): Promise<string>
}

const packingTable = (title: string, evaluations: number, arms: readonly Strategy[]): Table => ({
  evaluations,
  strategies: arms,
  problems: () => ['bin-packing'],
  section: async (comparison) => packingSection(title, comparison),
})

const { whole, opening, layers, ramped, grown } = armsOf(packing)
const ofFormulas = armsOf(formulas)

/** The axes that a copy of a formula's problem has, by what is said of it. */
const AXES: Readonly<Record<string, readonly string[]>> = {
  shape: ['shape', 'size', 'parts'],
  'shape and raw': ['shape', 'raw', 'size', 'parts'],
  raw: ['raw', 'size', 'parts'],
}

/** What the axes of cells are worth to formulas. */
const axesTable = (title: string, evaluations: number, names: readonly string[]): Table => ({
  evaluations,
  strategies: [ofFormulas.whole],
  problems: (out) =>
    names.flatMap((formula) =>
      Object.entries(AXES).map(([said, axes]) => makeFormulaFolder(out, `${formula} by ${said}`, { formula, noise: 0, axes })),
    ),
  async section(comparison, folder) {
    const searches = await searchesOf(folder)
    const of = (name: string, column: string): readonly number[] => searches.get(`${name} by ${column} / ${ofFormulas.whole.name}`) ?? []
    const lines = formulaTable(names, Object.keys(AXES), of)
    return [`## ${title}`, '', `${origin(comparison)} ${READING}`, '', ...lines].join('\n')
  },
})

const tables: Readonly<Record<string, Table>> = {
  // until the second island opens, layers are the same as opening islands
  'packing-300': packingTable('small budgets: bin-packing, 300 evaluations', 300, [whole, opening, ramped, grown, one]),
  'packing-1000': packingTable('small budgets: bin-packing, 1,000 evaluations', 1000, [whole, opening, ramped, grown, one]),
  'packing-3000': packingTable('small budgets: bin-packing, 3,000 evaluations', 3000, [whole, opening, layers, ramped, one]),
  formulas: {
    evaluations: 1500,
    strategies: [ofFormulas.whole, ofFormulas.opening, ofFormulas.ramped, ofFormulas.grown],
    problems: (out) => groups.nguyen.map((formula) => makeFormulaFolder(out, formula, { formula, noise: 0 })),
    async section(comparison, folder) {
      const searches = await searchesOf(folder)
      const of = (name: string, column: string): readonly number[] => searches.get(`${name} / ${column}`) ?? []
      const lines = formulaTable(groups.nguyen, comparison.arms, of)
      return [`## small budgets: formulas of Nguyen`, '', `${origin(comparison)} ${READING}`, '', ...lines].join('\n')
    },
  },
  'raw-axis': axesTable('small budgets: Nguyen-6 and -7, by the axes of cells', 16_000, ['Nguyen-6', 'Nguyen-7']),
  axes: axesTable('small budgets: formulas of Nguyen, by the axes of cells', 4000, groups.nguyen),
}

const { values, positionals } = readOptions({
  options: { tables: { type: 'string', default: Object.keys(tables).join(',') }, jobs: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const [out] = positionals
const wanted = namesOf('--tables', values.tables, Object.keys(tables))
const jobs = countOf('--jobs', values.jobs)
if (out === undefined || positionals.length > 1) refuse('node bench/small-budgets.ts FOLDER [--tables A,B] [--jobs N]')
else {
  for (const name of wanted) {
    const table = tables[name] as Table
    const folder = join(out, name)
    const comparison = await compare({
      out: folder,
      problems: table.problems(join(out, `${name}-problems`)),
      strategies: table.strategies,
      references: false,
      seeds: SEEDS,
      evaluations: table.evaluations,
      baselines: false,
      jobs,
      onProgress: ({ done, runs }) => console.log(`${basename(folder)}: ${done} of ${runs} runs`),
    })
    if (comparison === undefined) continue
    const section = await table.section(comparison, folder)
    keepSections(new Map([[/^## (.*)/.exec(section)?.[1] ?? name, section]]))
    console.log(section)
  }
}
