import type { CaseResult, Evaluation } from '../../engine/contracts/evaluation.ts'
import type { Direction } from '../../engine/contracts/problem.ts'
import type { Context } from '../../engine/contracts/proposer.ts'
import { fence, showInline } from './fence.ts'
import { showGroups, showQuartiles } from './spread.ts'

/** Characters shown of what is said of a case, and of its artifact. */
const FEEDBACK = 1500
const ARTIFACT = 4000
/** Cases that are listed one by one when there are few; of more, the best and the worst. */
const FEW = 12
const ENDS = 5
/** Cases of which more is told; the worst count. */
const TOLD = 8

/** A case of an evaluation; positions count from 0. */
export interface Placed {
  readonly position: number
  readonly result: CaseResult
}

/** What the cases of a prompt are shown by. */
export type Told = Pick<Context, 'direction' | 'caseNames'>

/** A number with as many digits as tell programs apart. */
export const showNumber = (value: number): string => String(Number(value.toPrecision(7)))

/** A whole number in groups of three digits, to three figures. */
export const showCount = (value: number): string => String(Number(value.toPrecision(3))).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')

export const better = (direction: Direction): string => (direction === 'minimize' ? 'lower is better' : 'higher is better')

/** Only train results may be shown. Throws a RangeError for others: whoever made the context is at fault. */
export function onTrain(evaluation: Evaluation): Evaluation {
  if (evaluation.set !== 'train') throw new RangeError(`a prompt may not show results on ${evaluation.set}`)
  return evaluation
}

/** The cases of an evaluation, worst first: those that did not score, then by score. */
export function worstFirst({ cases }: Pick<Evaluation, 'cases'>, direction: Direction): readonly Placed[] {
  const rank = (result: CaseResult): number =>
    result.verdict !== 'scored' || Number.isNaN(result.score) ? -Infinity : direction === 'minimize' ? -result.score : result.score
  return cases
    .map((result, position) => ({ position, result, rank: rank(result) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.position - b.position))
}

/** Named numbers in the order of their names. */
export const showMetrics = (metrics: Readonly<Record<string, number>>): string =>
  Object.keys(metrics)
    .sort()
    .map((name) => `${showInline(name, 60)} ${showNumber(metrics[name] ?? Number.NaN)}`)
    .join(', ')

/** A case as it is called: by its number, and by its name if it has one of its own. */
export function showCase(position: number, names: readonly string[] = []): string {
  const name = names[position] ?? ''
  return /^\d*$/.test(name) ? `case ${position + 1}` : `case ${position + 1} ${showInline(name, 60)}`
}

function showResult({ position, result }: Placed, names: readonly string[] | undefined): string {
  const fuel = `fuel ${showCount(result.fuel)}`
  if (result.verdict !== 'scored') return `- ${showCase(position, names)}: ${result.verdict}, ${fuel}`
  const metrics = showMetrics(result.metrics)
  return `- ${showCase(position, names)}: ${showNumber(result.score)} (${metrics === '' ? '' : `${metrics}, `}${fuel})`
}

const byPosition = (a: Placed, b: Placed): number => a.position - b.position

/**
 * The score of an evaluation and of its cases: of few cases all, of many the worst and the best, quartiles, and the mean of each kind of case that names tell
 * apart.
 */
export function showScores(evaluation: Evaluation, { direction, caseNames, unit }: Told & Pick<Context, 'unit'>): string {
  const { score, verdict, cases } = onTrain(evaluation)
  const measure = unit === undefined || unit === '' || unit === 'score' ? '' : ` ${showInline(unit, 60)}`
  const head = score === undefined ? `It has no score: ${verdict}.` : `Score ${showNumber(score)}${measure} (${better(direction)}).`
  const line = (item: Placed): string => showResult(item, caseNames)
  const ranked = worstFirst(evaluation, direction)
  if (cases.length <= FEW) return [head, ...ranked.toSorted(byPosition).map(line)].join('\n')
  const scores = ranked.flatMap(({ result }) => (result.verdict === 'scored' ? [result.score] : []))
  return [
    head,
    `The worst of ${cases.length} cases, worst first:`,
    ...ranked.slice(0, ENDS).map(line),
    'The best, best first:',
    ...ranked.slice(-ENDS).toReversed().map(line),
    ...showQuartiles(scores, showNumber),
    ...showGroups(cases, caseNames, showNumber),
  ].join('\n')
}

/** What was said of a case, by the verifier or by the runtime. */
export const saidOf = (result: CaseResult): string => (result.verdict === 'scored' ? (result.feedback ?? '') : result.reason)

/** Positions of the cases of which more is told, the worst first. */
export const toldCases = (evaluation: Evaluation, direction: Direction): readonly number[] =>
  worstFirst(evaluation, direction)
    .slice(0, TOLD)
    .map(({ position }) => position)

const artifactOf = (result: CaseResult): string => (result.verdict === 'scored' ? (result.artifact ?? '') : '')

/** What was said of the cases, worst first, each in a fence of its own, and artifacts behind it where a verifier made some. */
export function showFeedback(evaluation: Evaluation, { direction, caseNames }: Told): string {
  const label = (position: number): string => {
    const name = showCase(position, caseNames)
    return `C${name.slice(1)}`
  }
  return worstFirst(onTrain(evaluation), direction)
    .filter(({ result }) => saidOf(result) !== '' || artifactOf(result) !== '')
    .slice(0, TOLD)
    .flatMap(({ position, result }) => {
      const [said, artifact] = [saidOf(result), artifactOf(result)]
      return [
        ...(said === '' ? [] : [`${label(position)} (${result.verdict}):\n\n${fence(said, { info: 'text', limit: FEEDBACK })}`]),
        ...(artifact === '' ? [] : [`${label(position)}, artifact:\n\n${fence(artifact, { info: 'text', limit: ARTIFACT })}`]),
      ]
    })
    .join('\n\n')
}

/** What a program may burn and has burned, in words; `isCode`: its loops and calls do; for a program without results, what it may. */
export function showFuel(
  { fuel, caseNames }: Pick<Context, 'fuel' | 'caseNames'>,
  evaluation?: Evaluation,
  isCode: boolean = true,
): string {
  if (fuel === undefined) return ''
  const limit =
    'limit' in fuel
      ? `at most ${showCount(fuel.limit)} units on a case`
      : `on each case at most ${fuel.times} times what the initial program burns on it`
  const what = isCode ? 'Loops, calls and built-ins burn fuel' : 'Running a program burns fuel'
  const rule = `${what}: ${limit}. A program that burns more fails.`
  if (evaluation === undefined || evaluation.cases.length === 0) return rule
  const most = evaluation.cases.reduce((so, { fuel: burned }, k) => (burned > so.burned ? { burned, k } : so), { burned: -1, k: 0 })
  return `${rule} This program burned at most ${showCount(most.burned)}, on ${showCase(most.k, caseNames)}.`
}
