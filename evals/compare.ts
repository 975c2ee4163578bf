import { TernateError } from '../engine/contracts/fault.ts'
import { defined } from '../engine/contracts/defined.ts'
import { signedRank } from '../experiments/statistics/wilcoxon.ts'
import type { EvalRun, EvaluatedCase } from './eval-run.ts'

/** A case in two eval runs; a score is absent where there was none. */
export interface ComparedCase {
  readonly name: string
  readonly group?: string
  readonly a?: number
  readonly b?: number
  /** Who is better: a case without a score is worse than any with one. */
  readonly outcome: 'won' | 'lost' | 'equal'
}

/** How a second eval run does against a first one. */
export interface EvalComparison {
  /** Of the second one. */
  readonly won: number
  readonly lost: number
  readonly equal: number
  readonly a?: number
  readonly b?: number
  /** How much better the second score is than the first; negative where it is worse, absent where one is missing. */
  readonly ahead?: number
  /** What the same program differs by from itself, the greater of both; 0 where neither was repeated. */
  readonly spread: number
  /** Whether the second one is worse by more than that. */
  readonly worse: boolean
  /** Two-sided, of the cases that differ: that they would fall apart as far if nothing but chance decided which of the two is better on each. */
  readonly p: number
  readonly test: 'signed-rank' | 'sign'
  readonly cases: readonly ComparedCase[]
}

/** Cases that differ up to which magnitudes are ranked: the exact distribution of ranks takes the cube of their number. */
const RANKED = 400

/**
 * Sees that two eval runs may be compared: of the same cases, judged alike.
 *
 * @param a how the first one is called
 * @param b how the second one is called
 * @throws TernateError `EVAL_MISMATCH`
 */
export function mustBeComparable(
  a: { readonly name: string; readonly run: EvalRun },
  b: { readonly name: string; readonly run: EvalRun },
): void {
  const differs = (what: string, first: string, second: string): never => {
    throw new TernateError(
      'EVAL_MISMATCH',
      `${a.name} and ${b.name} cannot be compared: they have different ${what} (${first} and ${second})`,
      'Evaluate both programs by one problem as it is now, on the same cases.',
    )
  }
  const pairs = [
    ['problems', a.run.problem.name, b.run.problem.name],
    ['sets', a.run.set, b.run.set],
    ['cases', a.run.cases.hash, b.run.cases.hash],
    ['verifiers', a.run.problem.verifier, b.run.problem.verifier],
    ['directions', a.run.problem.direction, b.run.problem.direction],
  ] as const
  for (const [what, first, second] of pairs) if (first !== second) differs(what, first, second)
}

const scoreIn = (result: EvaluatedCase | undefined): number | undefined => (result?.verdict === 'scored' ? result.score : undefined)

/** Two-sided chance of so uneven a split of coin throws (the exact form of McNemar's test, where cases pass or fail). */
function signTest(won: number, lost: number): number {
  return signedRank([...Array.from({ length: won }, () => 1), ...Array.from({ length: lost }, () => -1)]).p
}

/** Compares two eval runs case by case; see `mustBeComparable`. */
export function compareEvalRuns(first: EvalRun, second: EvalRun): EvalComparison {
  const sign = first.problem.direction === 'minimize' ? -1 : 1
  const cases = first.results.map((one, k): ComparedCase => {
    const [a, b] = [scoreIn(one), scoreIn(second.results[k])]
    const better = sign * ((b ?? -sign * Infinity) - (a ?? -sign * Infinity))
    const outcome = Number.isNaN(better) || better === 0 ? 'equal' : better > 0 ? 'won' : 'lost'
    return { name: one.name, ...defined({ group: one.group, a, b }), outcome }
  })
  const count = (outcome: ComparedCase['outcome']): number => cases.filter((each) => each.outcome === outcome).length
  const [won, lost] = [count('won'), count('lost')]
  const moved = cases.filter(({ outcome }) => outcome !== 'equal')
  const test = moved.length <= RANKED ? 'signed-rank' : 'sign'
  const differences = moved.map(({ a = -sign * Infinity, b = -sign * Infinity }) => sign * (b - a))
  const spread = Math.max(first.spread, second.spread)
  const ahead = first.score === undefined || second.score === undefined ? undefined : sign * (second.score - first.score)
  const worse = ahead === undefined ? first.score !== undefined : ahead < -spread
  return {
    won,
    lost,
    equal: count('equal'),
    ...defined({ a: first.score, b: second.score, ahead }),
    spread,
    worse,
    p: test === 'sign' ? signTest(won, lost) : signedRank(differences).p,
    test,
    cases,
  }
}
