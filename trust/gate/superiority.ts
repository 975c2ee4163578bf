import { evidence } from '../../experiments/statistics/e-process.ts'
import { deviationOf } from '../../experiments/statistics/deviation.ts'
import { mcnemar, mcnemarNeeds, mcnemarPower } from '../../experiments/statistics/mcnemar.ts'
import type { Discordance } from '../../experiments/statistics/mcnemar.ts'
import { signFlip, signFlipNeeds, signFlipPower } from '../../experiments/statistics/sign-flip.ts'
import type { Direction } from '../../engine/contracts/objective.ts'
import type { Random } from '../../engine/contracts/random.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { GateSet, PairedCase, SetRow } from '../contracts.ts'
import { compared, marksOf, passes, scoreOf } from './pairs.ts'
import type { Compared } from './pairs.ts'

/** Lifts that power is stated for unless others are given: a share of cases, and standard deviations of the paired differences. */
export const LIFT = { passes: 0.1, numbers: 0.5 } as const

/** Least power with which a test is worth a look. */
export const LEAST_POWER = 0.2

/** How superiority is tested. */
export interface Test {
  readonly direction: Direction
  readonly level: number
  /** A share of cases where they pass or fail, else a difference of scores; `LIFT` unless given. */
  readonly lift?: number | undefined
  /** Whether evidence was looked at as it came in, so that a test for any time has to judge it. */
  readonly early?: boolean
  readonly random: Random
}

/** The discordance at which a program is ahead by a lift, where so many cases differ. */
const discordance = (differing: number, lift: number): Discordance => {
  const share = Math.min(1, Math.max(differing, lift))
  return { win: (share + lift) / 2, loss: (share - lift) / 2 }
}

/**
 * The most power that so many cases can have at the stated lift, whatever comes of them: every case that differs is won. Known before anybody
 * looks; undefined where nothing is known of how far scores of any kind lie apart.
 */
export function bestPower(cases: number, kind: 'passes' | 'numbers', { level, lift }: Pick<Test, 'level' | 'lift'>): number | undefined {
  if (kind === 'passes') return mcnemarPower(cases, { win: Math.min(1, lift ?? LIFT.passes), loss: 0 }, level)
  return lift === undefined ? signFlipPower(cases, LIFT.numbers, level) : 2 ** -cases > level ? 0 : undefined
}

/** The evidence at its best, and when that was. */
function bestEvidence(differences: readonly number[]): number {
  let wins = 0
  let losses = 0
  let best = 1
  for (const each of differences) {
    if (each > 0) wins++
    if (each < 0) losses++
    if (each !== 0) best = Math.max(best, evidence(wins, losses))
  }
  return best
}

/** What a test says, without the set. */
type Tested = Pick<SetRow, 'test' | 'p' | 'needs' | 'power'> & { readonly p: number; readonly lift: number }

function testPasses({ wins, losses }: Compared, cases: number, { level, lift = LIFT.passes }: Test): Tested {
  const differing = (wins + losses) / cases
  const seen = (wins - losses) / cases
  const needs = mcnemarNeeds(discordance(differing, seen > 0 ? seen : lift), level)
  const power = mcnemarPower(cases, discordance(differing, lift), level)
  return { test: 'McNemar, exact', p: mcnemar(wins, losses), lift, ...defined({ needs, power }) }
}

function testNumbers({ differences }: Compared, { level, lift, random }: Test): Tested {
  const { p, exact } = signFlip(differences, random)
  const deviation = deviationOf(differences)
  const mean = differences.reduce((sum, each) => sum + each, 0) / differences.length
  const stated = lift ?? LIFT.numbers * deviation
  const aim = mean > 0 ? mean : stated
  const needs = deviation > 0 ? signFlipNeeds(aim / deviation, level) : undefined
  const power = deviation > 0 ? signFlipPower(differences.length, stated / deviation, level) : undefined
  return { test: exact ? 'sign flips, exact' : 'sign flips, drawn', p, lift: stated, ...defined({ needs, power }) }
}

/**
 * The row of a held-out set: whether the candidate is better on it than the champion at the level of this attempt.
 *
 * @returns the row, and the lift that its power is stated for, as a difference of scores
 */
export function superiorityRow(
  { name, version, cases }: Pick<GateSet, 'name' | 'version' | 'cases'>,
  pairs: readonly PairedCase[],
  test: Test,
): { readonly row: SetRow; readonly lift: number } {
  const marks = marksOf(
    pairs.flatMap((pair) => [scoreOf(pair.champion), scoreOf(pair.candidate)]),
    test.direction,
  )
  const found = marks === undefined ? compared(pairs, test.direction) : passes(pairs, marks)
  const { lift, power, ...plain } = marks === undefined ? testNumbers(found, test) : testPasses(found, pairs.length, test)
  // where it was stopped says nothing of what all the cases can find
  const tested =
    test.early === true
      ? { ...plain, test: 'mixture e-process', p: Math.min(1, 1 / bestEvidence(found.differences)) }
      : { ...plain, ...defined({ power }) }
  const isAhead = found.differences.reduce((sum, each) => sum + each, 0) > 0
  const isProven = tested.p <= test.level && isAhead && found.unanswered === 0
  return {
    lift: lift * (marks === undefined ? 1 : Math.abs(marks.pass - marks.fail)),
    row: {
      set: name,
      role: 'heldOut',
      version,
      cases: Math.min(cases.length, pairs.length),
      champion: found.champion,
      candidate: found.candidate,
      wins: found.wins,
      losses: found.losses,
      ties: found.ties,
      ...tested,
      threshold: test.level,
      verdict: isProven ? 'passes' : isAhead && found.unanswered === 0 ? 'needs-cases' : 'fails',
    },
  }
}

/** Whether evidence that was looked at as it came in suffices, so that no further case is judged. */
export const isEnough = (pairs: readonly PairedCase[], { direction, level }: Pick<Test, 'direction' | 'level'>): boolean =>
  bestEvidence(compared(pairs, direction).differences) >= 1 / level
