import { styleText } from 'node:util'
import type { NamedGrader } from '../../engine/contracts/grader.ts'
import { median, quantile, sorted } from '../../experiments/statistics/quantile.ts'
import { marksIn } from '../../evals/eval-run.ts'
import type { EvalRun, EvaluatedCase } from '../../evals/eval-run.ts'
import type { EvalComparison } from '../../evals/compare.ts'
import { count, fit, oneLine, score, span, table } from './text.ts'

const dim = (text: string): string => styleText('dim', text)
const bold = (text: string): string => styleText('bold', text)
const warn = (text: string): string => styleText('yellow', text)

/** Rows of cases that are printed; of more the worst are. */
const MOST = 100

/** Graders that have columns of their own, and characters of their names. */
const COLUMNS = 8
const NAME = 14

/** Columns of a line where nobody says how many there are. */
const WIDTH = 200

const widest = (): number => process.stdout.columns ?? WIDTH

const mark = (value: number | undefined): string => (value === undefined ? '–' : value === 1 ? '1' : value === 0 ? '0' : value.toFixed(2))

/** A share as people read it. */
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

/** A p-value for people. */
const chance = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3))

const dollars = (millionths: number): string => `${(millionths / 1e6).toFixed(millionths < 10_000 ? 5 : 2)} dollars`

const scoreOf = (result: EvaluatedCase): number => (result.verdict === 'scored' ? result.score : Number.NaN)

/** The cases that are printed: all, or the worst of many. */
function shown({ results, problem }: EvalRun): readonly EvaluatedCase[] {
  if (results.length <= MOST) return results
  const sign = problem.direction === 'minimize' ? -1 : 1
  const rank = (result: EvaluatedCase): number => (result.verdict === 'scored' ? sign * result.score : Number.NEGATIVE_INFINITY)
  return results.toSorted((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0)).slice(0, MOST)
}

function caseLines(run: EvalRun): string[] {
  const graders = run.problem.graders.slice(0, COLUMNS)
  const hasGroups = run.results.some(({ group }) => group !== undefined)
  const hasCalls = run.spent.calls > 0
  const head = [
    'case',
    ...(hasGroups ? ['group'] : []),
    'verdict',
    'score',
    ...graders.map(({ name }) => oneLine(name, NAME)),
    ...(hasCalls ? ['calls', 'tokens', 'seconds'] : ['fuel']),
    '',
  ]
  const rows = shown(run).map((result) => [
    oneLine(result.name, 40),
    ...(hasGroups ? [oneLine(result.group ?? '', 20)] : []),
    result.verdict,
    result.verdict === 'scored' ? score(result.score) : '–',
    ...marksIn(result, graders).map(mark),
    ...(hasCalls
      ? [count(result.spent.calls), count(result.spent.tokens.sent + result.spent.tokens.received), result.seconds.toFixed(2)]
      : [count(result.fuel)]),
    result.verdict === 'scored' ? oneLine(result.feedback ?? '', 80) : oneLine(result.reason, 220),
  ])
  const from = hasGroups ? 3 : 2
  const right = Array.from({ length: 1 + graders.length + (hasCalls ? 3 : 1) }, (_, k) => from + k)
  const lines = table([head, ...rows], right).map((line) => fit(line, widest()))
  const left = run.results.length - rows.length
  return left === 0 ? lines : [...lines, dim(`the ${MOST} worst; ${count(left)} more cases, which --json and --out have`)]
}

/** The mean of what is there. */
const meanOf = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length

/** How many of some cases a grader lets pass, and its mean mark. */
function graderCells(results: readonly EvaluatedCase[], grader: NamedGrader): readonly [passed: number, mean: number | undefined] {
  const marks = results.flatMap((result) => marksIn(result, [grader]).filter((value) => value !== undefined))
  return [marks.filter((value) => value >= grader.pass).length, meanOf(marks)]
}

function graderLines({ results, problem: { graders } }: EvalRun): string[] {
  if (graders.length === 0) return []
  const rows = graders.map((grader) => {
    const [passed, mean] = graderCells(results, grader)
    const said = [grader.opinion ? 'an opinion' : '', grader.version === undefined ? '' : `version ${oneLine(grader.version, 30)}`]
    return [
      oneLine(grader.name, 40),
      `${count(passed)} of ${count(results.length)}`,
      percent(passed / results.length),
      mark(mean),
      dim(said.filter((each) => each !== '').join(', ')),
    ]
  })
  return ['', ...table([['grader', 'passes', '', 'mean mark', ''], ...rows], [1, 2, 3])]
}

function groupLines({ results, problem: { graders } }: EvalRun): string[] {
  const groups = Map.groupBy(results, ({ group }) => group ?? '')
  if (groups.size < 2) return []
  const some = graders.slice(0, COLUMNS)
  const rows = [...groups].slice(0, MOST).map(([name, those]) => {
    const mean = meanOf(those.map(scoreOf).filter((value) => !Number.isNaN(value)))
    return [
      oneLine(name === '' ? '(none)' : name, 30),
      count(those.length),
      mean === undefined ? '–' : score(mean),
      ...some.map((grader) => percent(graderCells(those, grader)[0] / those.length)),
    ]
  })
  const head = ['group', 'cases', 'mean score', ...some.map(({ name }) => oneLine(name, NAME))]
  return ['', ...table([head, ...rows], head.map((_, k) => k).slice(1)).map((line) => fit(line, widest()))]
}

/** What calls took, and how long cases did. */
function spentLines({ spent, seconds, results }: EvalRun): string[] {
  const rising = sorted(results.map((result) => result.seconds))
  const latency = `a case takes ${median([...rising]).toFixed(3)} s in the median, ${quantile(rising, 0.9).toFixed(3)} s at 90 %`
  if (spent.calls === 0) return [`${span(seconds)}; ${latency}`]
  const { sent, received } = spent.tokens
  const price = spent.cost === 0 ? '' : `, ${dollars(spent.cost)}`
  return [`${count(spent.calls)} calls, ${count(sent)} tokens sent and ${count(received)} received${price}, ${span(seconds)}; ${latency}`]
}

/** What the same program differs by from itself. */
function noiseLines({ repeats, spread, results }: EvalRun): string[] {
  if (repeats.length === 1) return []
  const moved = results.filter(({ scores = [] }) => new Set(scores).size > 1).length
  const known = repeats.map((each) => (each === null ? 'none' : score(each)))
  const which = moved === 0 ? 'no case differs' : `${count(moved)} of ${count(results.length)} cases differ`
  return [`A/A: evaluated ${repeats.length} times, scores ${known.join(', ')}: spread ${score(spread)}, ${which}`]
}

const agreementLines = ({ agreement, problem: { graders } }: EvalRun): string[] => [
  ...agreement.map(
    ({ grader, version, labels, agreed, kappa }) =>
      `${oneLine(grader, 40)}${version === undefined ? '' : ` (version ${oneLine(version, 30)})`} agrees with ${agreed} of ${labels} labels, ${percent(agreed / labels)}${kappa === null ? '' : `, kappa ${kappa.toFixed(2)}`}`,
  ),
  ...graders
    .filter(({ opinion, name }) => opinion && agreement.every(({ grader }) => grader !== name))
    .map(({ name }) => warn(`${oneLine(name, 40)} is an opinion, and without labels nothing says how far it can be trusted`)),
]

/** An eval run for people. */
export function evalRunLines(run: EvalRun): string[] {
  const { score: total, mean, results, problem, fuel } = run
  const unit = problem.unit === '' || total === undefined ? '' : ` ${oneLine(problem.unit, 60)}`
  const scored = results.filter(({ verdict }) => verdict === 'scored').length
  return [
    ...caseLines(run),
    ...graderLines(run),
    ...groupLines(run),
    '',
    `score ${total === undefined ? `none: ${scored} of ${results.length} cases scored` : bold(score(total))}${unit}`,
    `mean of the cases ${mean === undefined ? '–' : score(mean)}, fuel ${count(fuel)}`,
    ...spentLines(run),
    ...noiseLines(run),
    ...agreementLines(run),
    ...(problem.opinionOnly ? [warn('every mark is the opinion of a model: no promotion may rest on it')] : []),
  ]
}

/** One line on how a second eval run does against a first one. */
export function comparisonLine({ won, lost, equal, p, test, ahead, spread }: EvalComparison): string {
  const by = ahead === undefined ? '' : ahead === 0 ? ', equally good' : `, ${ahead > 0 ? 'better' : 'worse'} by ${score(Math.abs(ahead))}`
  const noise = spread === 0 ? '' : ` (noise ${score(spread)})`
  return `${count(won)} won, ${count(lost)} lost, ${count(equal)} equal${by}${noise}; p ${chance(p)} (exact ${test} test of the cases that differ)`
}

/** Two eval runs case by case, for people. */
export function comparisonLines(comparison: EvalComparison, [a, b]: readonly [string, string]): string[] {
  const moved = comparison.cases.filter(({ outcome }) => outcome !== 'equal')
  const rows = moved
    .slice(0, MOST)
    .map(({ name, group, a: before, b: after, outcome }) => [
      outcome,
      oneLine(name, 40),
      oneLine(group ?? '', 20),
      before === undefined ? '–' : score(before),
      after === undefined ? '–' : score(after),
    ])
  const total = (value: number | undefined): string => (value === undefined ? '–' : score(value))
  return [
    ...(rows.length === 0
      ? []
      : [...table([['', 'case', '', oneLine(a, 24), oneLine(b, 24)], ...rows], [3, 4]).map((line) => fit(line, widest())), '']),
    ...(moved.length > rows.length ? [dim(`${count(moved.length - rows.length)} more cases differ; --json lists them`), ''] : []),
    `score ${total(comparison.a)} / ${total(comparison.b)}`,
    comparisonLine(comparison),
  ]
}
