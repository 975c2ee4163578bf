import { median } from '../machine.ts'
import type { Result } from './results.ts'
import { formulasSection, type Recovery } from './recoveries.ts'
import type { Measure, Row } from './rows.ts'

const HEAD = `# What runs find without a model

Made by \`node bench/search.ts --write\` from the runs in bench/search/results.jsonl and formulas.jsonl; nothing here is written by hand. Each figure of ours is the median over
seeds 1 to 3 of what the run's champion, chosen by validation, reaches, with the least and the greatest in parentheses; never the best of many. The
column "random draws" is the strategy \`random\` with the same budget in evaluations: the null model. Published figures are for
budgets and machines of their own; where they rest on a language model, that is what ours does without.
`

const figure = (value: number, digits: number): string => (Number.isFinite(value) ? value.toFixed(digits) : '–')

/** Median with the range, of all seeds of a strategy. */
function ours(results: readonly Result[], { name, digits }: Measure): string {
  const values = results.map((result) => result.values[name] ?? Number.NaN)
  if (values.length === 0) return '–'
  return `${figure(median(values), digits)} (${figure(Math.min(...values), digits)} – ${figure(Math.max(...values), digits)})`
}

const table = (head: readonly string[], lines: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')

/** The champion whose first measure is the median one. */
function middling(results: readonly Result[], { name }: Measure): Result | undefined {
  const sorted = results.toSorted((a, b) => (a.values[name] ?? 0) - (b.values[name] ?? 0))
  return sorted[(sorted.length - 1) >> 1]
}

function sectionOf(row: Row, results: readonly Result[]): string {
  const own = results.filter(({ strategy }) => strategy === 'default')
  const random = results.filter(({ strategy }) => strategy === 'random')
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
  const spent = (list: readonly Result[]): string =>
    `${median(list.map(({ evaluations }) => evaluations)).toLocaleString('en')} evaluations, ${median(list.map(({ seconds }) => seconds))} s`
  const [measure] = row.measures
  const shown = measure === undefined ? undefined : middling(own, measure)
  return [
    `## ${row.title}`,
    '',
    table(['', ...names, 'random draws', 'ours'], lines),
    '',
    `${names.map((name) => `${name}: ${sources.get(name)}`).join('. ')}.`,
    '',
    own.length === 0
      ? 'Not run.'
      : `Ours: ${own.length} runs, ${spent(own)} (medians), ${own[0]?.workers ?? 2} of the processors of ${own[0]?.machine.replace(/, load.*/, '')}, which other runs used too.`,
    random.length === 0 ? 'Random draws: not run.' : `Random draws: ${random.length} runs, ${spent(random)}.`,
    ...(shown === undefined ? [] : ['', `The program of seed ${shown.seed}, the middle one:`, '', '```ts', shown.program.trimEnd(), '```']),
    '',
  ].join('\n')
}

/** Results of problems as they are now: of each row those of its last run's problem. */
const current = (results: readonly Result[], row: Row): Result[] => {
  const own = results.filter((result) => result.row === row.name)
  return own.filter(({ content }) => content === own.at(-1)?.content)
}

/** The page of results. */
export const pageOf = (rows: readonly Row[], results: readonly Result[], recoveries: readonly Recovery[]): string =>
  [HEAD, ...rows.map((row) => sectionOf(row, current(results, row))), formulasSection(recoveries)].join('\n')
