import { styleText } from 'node:util'
import { defined } from '../../engine/contracts/defined.ts'
import { LEVEL } from '../../experiments/comparison.ts'
import type { Against, Comparison, Measure, ProblemComparison } from '../../experiments/comparison.ts'
import { fewestPairs } from '../../experiments/statistics/power.ts'
import type { SetName } from '../../engine/contracts/evaluation.ts'
import type { Baseline } from '../../engine/contracts/event.ts'
import { worseThan } from '../../run/report.ts'
import { worseSentences } from './baselines.ts'
import { objectiveHeads, someOf } from './front.ts'
import { asPlannedLine, resolution } from './plan.ts'
import { count, oneLine, score, span, table } from './text.ts'

const dim = (text: string): string => styleText('dim', text)
const bold = (text: string): string => styleText('bold', text)

const finite = (value: number, write: (value: number) => string): string => (Number.isFinite(value) ? write(value) : '–')

/** A p-value for people. */
const chance = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3))

function againstCells({ ahead, interval, p, adjusted, wins, losses, detects }: Against): string[] {
  const range = interval === undefined ? '–' : `${finite(interval.low, score)} to ${finite(interval.high, score)}`
  const verdict = adjusted <= LEVEL ? bold(chance(adjusted)) : chance(adjusted)
  return [`${wins} : ${losses}`, finite(ahead, score), range, chance(p), verdict, detects === undefined ? '–' : score(detects)]
}

/** Whether claims rest on a set that champions were chosen on, there being no better. */
const isNoProof = ({ set, tested }: Measure): boolean => tested && !set.startsWith('heldOut/')

function measureLines(measure: Measure, first: string): string[] {
  const { set, tested, results } = measure
  const volume = set === 'hypervolume' ? 'hypervolume on train, higher is better' : set
  const named = set.startsWith('heldOut/') ? `held out: ${oneLine(set.slice('heldOut/'.length), 60)}` : volume
  const proof = isNoProof(measure) ? ' (no proof)' : ''
  const rows = results.map(({ arm, summary, against }) => [
    '',
    oneLine(arm, 30),
    bold(finite(summary.median, score)),
    `${finite(summary.lower, score)} to ${finite(summary.upper, score)}`,
    `${finite(summary.least, score)} to ${finite(summary.greatest, score)}`,
    ...(against === undefined ? [] : againstCells(against)),
  ])
  const head = ['', `${named}${proof}`, 'median', 'quartiles', 'range']
  const more =
    tested && results.length > 1 ? ['won : lost', `${oneLine(first, 20)} ahead by`, '95 % interval', 'p', 'Holm', 'finds from'] : []
  const known = (measure.baselines ?? []).map(({ name, score: value }) => ['', dim(`baseline ${oneLine(name, 40)}`), score(value)])
  const [top = '', ...others] = table([[...head, ...more], ...rows, ...known], [2, 3, 4, 5, 6, 7, 8, 9, 10])
  return [dim(top), ...others, '']
}

/** A line for each set on which a baseline is better than the median of a strategy. */
function worseLines({ direction, measures }: ProblemComparison): string[] {
  return measures.flatMap(({ set, results, baselines = [] }) => {
    const known = baselines.map(({ name, score: value }): Baseline => ({
      name,
      scores: [{ set: set as SetName, verdict: 'scored', score: value }],
    }))
    return results.flatMap(({ arm, summary }) => {
      const ours = Number.isFinite(summary.median) ? summary.median : undefined
      const worse = worseThan(known, new Map([[set as SetName, ours]]), direction)
      return worseSentences(worse).map((line) => `${oneLine(arm, 30)} (median) is ${line}`)
    })
  })
}

function reachLines({ target, reach }: ProblemComparison, seeds: number): string[] {
  const paid = reach.some(({ dollars }) => Number.isFinite(dollars) && dollars > 0)
  const rows = reach.map(({ arm, reached, evaluations, programsTried, fuel, seconds, dollars }) => [
    '',
    oneLine(arm, 30),
    `${reached} of ${seeds}`,
    finite(evaluations, count),
    finite(programsTried, count),
    finite(fuel, count),
    finite(seconds, span),
    ...(paid ? [finite(dollars, (value) => value.toFixed(4))] : []),
  ])
  const head = ['', `to ${score(target)} on train`, 'seeds', 'evaluations', 'programs tried', 'fuel', 'time', ...(paid ? ['dollars'] : [])]
  const [top = '', ...others] = table([head, ...rows], [2, 3, 4, 5, 6, 7])
  return [dim(top), ...others, '']
}

/** What a run of each arm spent; an evaluation of one may be several programs of another, and takes as long as it takes. */
function spendingLines({ spending }: ProblemComparison): string[] {
  const rows = spending.map(({ arm, evaluations, programsTried, seconds, processor }) => [
    '',
    oneLine(arm, 30),
    count(evaluations),
    count(programsTried),
    processor === undefined ? '–' : processor.toFixed(1),
    span(seconds),
  ])
  const head = ['', 'what a run spent', 'evaluations', 'programs tried', 'processor seconds', 'time']
  const [top = '', ...others] = table([head, ...rows], [2, 3, 4, 5])
  return [dim(top), ...others, '']
}

/** What of each arm's programs was new, and whose proposers could make none. */
function varietyLines({ variety }: ProblemComparison): string[] {
  const rows = variety.map(({ arm, forms, reintroduced }) => [
    '',
    oneLine(arm, 30),
    forms === undefined ? '–' : count(forms),
    reintroduced === undefined ? '–' : `${(100 * reintroduced).toFixed(1)} %`,
  ])
  const [top = '', ...others] = table([['', 'what was new', 'forms per 1,000 evaluations', 're-introduced lines'], ...rows], [2, 3])
  const barren = variety.flatMap(({ arm, barren: why }) =>
    why === undefined ? [] : [`${oneLine(arm, 30)} made no offspring, and its scores are those of the initial program: ${oneLine(why)}`],
  )
  return [dim(top), ...others, ...barren.map((line) => styleText('yellow', line)), '']
}

/** Values of a front that are listed for each arm. */
const SHOWN = 8

/** What each arm found on several objectives, all seeds together. */
function frontsLines({ objectives, fronts }: ProblemComparison): string[] {
  if (objectives === undefined || fronts === undefined) return []
  const rows = fronts.flatMap(({ arm, values }) =>
    someOf(values, SHOWN).map((each, k) => ['', k === 0 ? oneLine(arm, 30) : '', k === 0 ? String(values.length) : '', ...each.map(score)]),
  )
  const [top = '', ...others] = table(
    [['', 'front on train, all seeds', 'programs', ...objectiveHeads(objectives)], ...rows],
    [2, ...objectives.map((_, k) => k + 3)],
  )
  return [dim(top), ...others, '']
}

function problemLines(problem: ProblemComparison, { arms, seeds, evaluations }: Comparison): string[] {
  const { name, direction, unit, measures } = problem
  const worse = worseLines(problem)
  const facts = [unit, direction === 'minimize' ? 'lower is better' : 'higher is better'].filter((fact) => fact !== '').join(', ')
  return [
    `${bold(oneLine(name, 60))}  ${dim(`${oneLine(facts, 80)}; ${count(evaluations)} evaluations, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`)}`,
    '',
    ...measures.toReversed().flatMap((measure) => measureLines(measure, arms[0] ?? '')),
    ...frontsLines(problem),
    ...reachLines(problem, seeds),
    ...spendingLines(problem),
    ...varietyLines(problem),
    ...(worse.length === 0 ? [] : [...worse.map((line) => styleText('yellow', line)), '']),
  ]
}

/** What an experiment says, for people. */
export function comparisonLines(comparison: Comparison): string[] {
  const { problems, arms, ranks, tests, seeds, detects } = comparison
  const fewest = fewestPairs(LEVEL / Math.max(1, tests))
  const several = problems.length > 1 && arms.length > 1
  const notes = [
    ...(tests > 0
      ? [`p: exact signed-rank test of the paired seeds; Holm: corrected for ${tests === 1 ? 'this one test' : `all ${tests} tests here`}.`]
      : []),
    ...(tests > 0 && problems.some(({ measures }) => measures.some(isNoProof))
      ? ['No proof: champions were chosen on these cases, since the problem has no held-out set.']
      : []),
    ...(tests > 0 ? [`finds from: ${resolution({ seeds, tests, ...defined({ detects }), fewest })}.`] : []),
  ]
  return [
    '',
    ...problems.flatMap((problem) => problemLines(problem, comparison)),
    ...(several
      ? [
          dim(`mean rank over ${problems.length} problems`),
          ...table(
            ranks.map(({ arm, rank }) => ['', oneLine(arm, 30), rank.toFixed(2)]),
            [2],
          ),
          '',
        ]
      : []),
    ...notes.map(dim),
    asPlannedLine(comparison),
  ]
}
