import { encode } from '../../archive/canonical.ts'
import { median } from '../machine.ts'
import { type Identity, isOf } from './identity.ts'
import type { Result } from './results.ts'
import { formulasSection, type Recovery } from './recoveries.ts'
import type { Measure, Row } from './rows.ts'

const HEAD = `# What runs find without a model

Made by \`node bench/search.ts --write\` from the runs in bench/search/results.jsonl and formulas.jsonl; nothing here is written by hand. Each figure of ours is the median over
seeds 1 to 3 of what the run's champion, chosen by validation, reaches, with the least and the greatest in parentheses; never the best of many. The
column "random draws" is the strategy \`random\` with the same budget, in evaluations or, for circles, in time: the null model. Published figures are for
budgets and machines of their own, which stand below each table as far as they were published; where they rest on a language model, that is what ours does without.
`

const figure = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '–')

/** Median with the range, of all seeds of a strategy. */
function ours(results: readonly Result[], { name, digits }: Measure): string {
  const values = results.map((result) => result.values[name] ?? Number.NaN)
  if (values.every(Number.isNaN)) return '–'
  return `${figure(median(values), digits)} (${figure(Math.min(...values), digits)} – ${figure(Math.max(...values), digits)})`
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The champion whose first measure is the median one. */
function middling(results: readonly Result[], { name }: Measure): Result | undefined {
  const sorted = results.toSorted((a, b) => (a.values[name] ?? 0) - (b.values[name] ?? 0))
  return sorted[(sorted.length - 1) >> 1]
}

/** A part of the page: a row, and which runs it asks for now, by strategy. */
export interface Section {
  readonly row: Row
  readonly now: ReadonlyMap<string, Identity>
}

/** Load at which a machine has more to do than a run of so many workers. */
const isShared = ({ machine, workers = 2 }: Result): boolean => Number(/load ([\d.]+)/.exec(machine)?.[1]) > workers + 0.5

/** What runs of a strategy spent, where, and by which sources; of runs that would be others now, that too. */
function spentBy(name: string, results: readonly Result[], now: Identity | undefined): string {
  const [first] = results
  if (first === undefined) return `${name}: not run.`
  const evaluations = median(results.map((result) => result.evaluations)).toLocaleString('en')
  const seconds = median(results.map((result) => result.seconds))
  const places = `${first.workers ?? 2} of the processors of ${first.machine.replace(/, load.*/, '')}${results.some(isShared) ? ', which other runs used too' : ''}`
  const commits = [...new Set(results.map(({ commit }) => commit))].join(', ')
  const isNow = now !== undefined && results.every((result) => isOf(now, result))
  const earlier = isNow ? '' : ' The problem, its budget or its strategy was another then.'
  return `${name}: ${results.length} runs, ${evaluations} evaluations, ${seconds} s (medians), ${places}; sources ${commits}.${earlier}`
}

function sectionOf({ row, now }: Section, results: readonly Result[]): string {
  const own = latest(results, row, 'default')
  const random = latest(results, row, 'random')
  const names = [...new Set(row.measures.flatMap(({ published }) => published.map(({ name }) => name)))]
  const lines = row.measures.map((measure) => [
    measure.name,
    ...names.map((name) => {
      const found = measure.published.find((item) => item.name === name)
      return found === undefined ? '' : figure(found.value, measure.digits)
    }),
    ours(random, measure),
    `**${ours(own, measure)}**`,
  ])
  const sources = new Map(
    row.measures.flatMap(({ published }) => published.map(({ name, source }) => [name, source] as const)).toReversed(),
  )
  const efforts = Object.entries(row.efforts ?? {}).map(([name, effort]) => `${name}: ${effort}`)
  const [measure] = row.measures
  const shown = measure === undefined ? undefined : middling(own, measure)
  return [
    `## ${row.title}`,
    '',
    table(['', ...names, 'random draws', 'ours'], lines),
    '',
    `${names.map((name) => `${name}: ${sources.get(name)}`).join('. ')}.`,
    ...(efforts.length === 0 ? [] : ['', `Budgets and machines: ${efforts.join('. ')}.`]),
    '',
    spentBy('Ours', own, now.get('default')),
    '',
    spentBy('Random draws', random, now.get('random')),
    ...(shown === undefined ? [] : ['', `The program of seed ${shown.seed}, the middle one:`, '', '```ts', shown.program.trimEnd(), '```']),
    '',
  ].join('\n')
}

/** Results of a strategy on a row: those of the same run as its last one, and of each seed the last. */
function latest(results: readonly Result[], row: Row, strategy: string): Result[] {
  const own = results.filter((result) => result.row === row.name && result.strategy === strategy)
  const last = own.at(-1)
  if (last === undefined) return []
  const same = own.filter(
    ({ content, budget, recipe }) => encode([content, budget, recipe]) === encode([last.content, last.budget, last.recipe]),
  )
  return [...new Map(same.map((result) => [result.seed, result])).values()].toSorted((a, b) => a.seed - b.seed)
}

/** The page of results. */
export const pageOf = (sections: readonly Section[], results: readonly Result[], recoveries: readonly Recovery[]): string =>
  [HEAD, ...sections.map((section) => sectionOf(section, results)), formulasSection(recoveries)].join('\n')
