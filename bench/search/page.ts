import { encode } from '../../archive/canonical.ts'
import { resolution } from '../../cli/view/plan.ts'
import { LEVEL } from '../../experiments/comparison.ts'
import { fewestPairs } from '../../experiments/statistics/power.ts'
import { median } from '../machine.ts'
import { type Identity, isOf } from './identity.ts'
import { whole } from './spending.ts'
import type { Result } from './results.ts'
import { formulasSection, type Recovery } from './recoveries.ts'
import type { Measure, Row } from './rows.ts'

const HEAD = `# What runs find without a model

Made by \`node bench/search.ts --write\` from the runs in bench/search/results.jsonl and formulas.jsonl;
nothing here is written by hand. Each figure of ours is the median over seeds 1 to 3 of what the run's
champion, chosen by validation, reaches, with the least and the greatest in parentheses; never the best
of many. Published figures are for budgets and machines of their own, which stand below each table as
far as they were published; where they rest on a language model, that is what ours does without.

Three columns are strategies that ours is to be read against, with the same budget, in evaluations or,
for circles, in time: "tuning ceiling" is \`tune-only\`, which tunes the initial program's constants and
nothing else, and is the initial program where that has none; "random draws" is \`random\`, the null
model; \`sequential\` is a (1+1) climber. A dash in one of them means that these runs have not been made:
the tuning ceiling and \`sequential\` came later than most rows. So did the counts of what was new in a
run, distinct canonical forms for each 1,000 evaluations and the share of re-introduced lines
([experiments.md](experiments.md) says what they are): rows of earlier runs have none, and say so.

What a run spent stands in three units, since none of them is fair alone. An *evaluation* is that of a
whole program, or of several in part, as when a race drops one after a few cases; *programs tried* counts
each of these; *processor seconds*, of the engine, its threads and its sandboxes, are what a user pays. A
dash is for runs made before that was counted. [peers.md](peers.md) has all three beside another engine.

What so many seeds can find: ${resolution({ seeds: 3, tests: 1, fewest: fewestPairs(LEVEL) })}.
So this page claims no difference; \`ternate compare\` does, with seeds enough. As planned: no. Seeds 1
to 3 were chosen before the runs, but no plan with a hash was written down.
`

/** The strategies of the page, by the names of their columns: that of the problem itself, and those that it is read against. */
const COLUMNS: Readonly<Record<string, string>> = {
  default: 'ours',
  'tune-only': 'tuning ceiling',
  random: 'random draws',
  sequential: '`sequential`',
}

/** Their names. */
export const ARMS: readonly string[] = Object.keys(COLUMNS)

const REFERENCES = ARMS.filter((name) => name !== 'default')

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

/** What runs of a strategy spent: medians, a dash for what was not counted. */
const spentBy = (name: string, results: readonly Result[]): readonly string[] => [
  name,
  String(results.length),
  whole(results.map(({ evaluations }) => evaluations)),
  whole(results.map(({ programsTried }) => programsTried)),
  whole(results.map(({ processor }) => processor)),
  whole(results.map(({ seconds }) => seconds)),
]

/** Where runs of a strategy were made, and by which sources; of runs that would be others now, that too. */
function madeBy(name: string, results: readonly Result[], now: Identity | undefined): string {
  const [first] = results
  if (first === undefined) return `${name}: not run.`
  const places = `${first.workers ?? 2} of the processors of ${first.machine.replace(/, load.*/, '')}${results.some(isShared) ? ', which other runs used too' : ''}`
  const commits = [...new Set(results.map(({ commit }) => commit))].join(', ')
  const isNow = now !== undefined && results.every((result) => isOf(now, result))
  const earlier = isNow ? '' : ' The problem, its budget or its strategy was another then.'
  return `${name}: ${places}; sources ${commits}.${earlier}`
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What was new in the runs of each column, as far as it was counted: medians. */
function newIn(columns: readonly (readonly [name: string, results: readonly Result[]])[]): string {
  const said = columns.flatMap(([name, results]) => {
    const forms = results.flatMap((result) => result.forms ?? [])
    const lines = results.flatMap((result) => result.reintroduced ?? [])
    if (results.length === 0 || forms.length < results.length) return []
    if (lines.length === 0) return [`${name} none, as no offspring could be made`]
    return [
      `${name} ${Math.round(median(forms)).toLocaleString('en')}, ${(100 * median(lines)).toFixed(1)} % of the added lines re-introduced`,
    ]
  })
  return said.length === 0
    ? 'Distinct forms and re-introduced lines were not counted in these runs.'
    : `Distinct forms for each 1,000 evaluations: ${said.join('; ')} (medians; not counted in other runs of this table).`
}

function sectionOf({ row, now }: Section, results: readonly Result[]): string {
  const own = latest(results, row, 'default')
  const references = REFERENCES.map((name) => latest(results, row, name))
  const names = [...new Set(row.measures.flatMap(({ published }) => published.map(({ name }) => name)))]
  const lines = row.measures.map((measure) => [
    measure.name,
    ...names.map((name) => {
      const found = measure.published.find((item) => item.name === name)
      return found === undefined ? '' : figure(found.value, measure.digits)
    }),
    ...references.map((each) => ours(each, measure)),
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
    table(['', ...names, ...REFERENCES.map((name) => COLUMNS[name] as string), 'ours'], lines),
    '',
    `${names.map((name) => `${name}: ${sources.get(name)}`).join('. ')}.`,
    ...(efforts.length === 0 ? [] : ['', `Budgets and machines: ${efforts.join('. ')}.`]),
    '',
    table(
      ['a run (medians)', 'runs', 'evaluations', 'programs tried', 'processor seconds', 'seconds'],
      [
        spentBy('ours', own),
        ...REFERENCES.map((name, k) => spentBy(COLUMNS[name] as string, references[k] ?? [])).filter(([, runs]) => runs !== '0'),
      ],
    ),
    '',
    madeBy('Ours', own, now.get('default')),
    ...REFERENCES.flatMap((name, k) => ['', madeBy(capital(COLUMNS[name] as string), references[k] ?? [], now.get(name))]),
    '',
    newIn([['ours', own], ...REFERENCES.map((name, k) => [COLUMNS[name] as string, references[k] ?? []] as const)]),
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
