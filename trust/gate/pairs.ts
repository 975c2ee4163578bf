import type { Direction } from '../../engine/contracts/objective.ts'
import type { Case } from '../../engine/contracts/problem.ts'
import { defined } from '../../engine/contracts/defined.ts'
import type { JudgedCase, PairedCase } from '../contracts.ts'

/** What two programs made of the same cases, case by case. */
export const paired = (cases: readonly Case[], champion: readonly JudgedCase[], candidate: readonly JudgedCase[]): readonly PairedCase[] =>
  cases.map(({ name, input, expected, weight, metadata }, k) => ({
    case: name,
    input,
    ...defined({ expected, metadata }),
    ...(weight === 1 ? {} : { weight }),
    champion: champion[k] as JudgedCase,
    candidate: candidate[k] as JudgedCase,
  }))

/** The score of a case; undefined where the program gave no answer that scores. */
export const scoreOf = ({ result }: JudgedCase): number | undefined => (result.verdict === 'scored' ? result.score : undefined)

/** Scores of passes and of failures. */
export interface Marks {
  readonly pass: number
  readonly fail: number
}

/**
 * What passes and fails are scored, where cases pass or fail: the scores that there are are two, or a single one that is 0, 1 or 100; undefined
 * where scores are numbers of any kind.
 */
export function marksOf(scores: readonly (number | undefined)[], direction: Direction): Marks | undefined {
  const seen = [...new Set(scores.filter((score) => score !== undefined))].sort((a, b) => a - b)
  if (seen.length === 0 || seen.length > 2) return undefined
  const [low, high] = seen as [number, number?]
  const [least, most] =
    high === undefined ? (low === 0 ? [0, 1] : low === 1 || low === 100 ? [0, low] : [Number.NaN, Number.NaN]) : [low, high]
  if (Number.isNaN(least)) return undefined
  return direction === 'minimize' ? { pass: least, fail: most } : { pass: most, fail: least }
}

/** How a candidate does on each case: better where the value is positive, by how much, times the weight of the case. */
export interface Compared {
  readonly differences: readonly number[]
  readonly wins: number
  readonly losses: number
  readonly ties: number
  /** Cases that the champion answers and the candidate does not. */
  readonly unanswered: number
  /** Means over the cases that both answer. */
  readonly champion: number
  readonly candidate: number
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Compares case by case. Where one alone answers, the difference is the largest that there is. */
export function compared(pairs: readonly PairedCase[], direction: Direction): Compared {
  const sign = direction === 'minimize' ? -1 : 1
  const scores = pairs.map(({ champion, candidate }) => [scoreOf(champion), scoreOf(candidate)] as const)
  const both = scores.filter((pair): pair is readonly [number, number] => pair[0] !== undefined && pair[1] !== undefined)
  const largest = Math.max(0, ...both.map(([a, b]) => Math.abs(b - a))) || 1
  const raw = scores.map(([a, b]) => (a === undefined ? (b === undefined ? 0 : largest) : b === undefined ? -largest : sign * (b - a)))
  const weight = meanOf(pairs.map((pair) => pair.weight ?? 1))
  return {
    differences: raw.map((each, k) => (each * (pairs[k]?.weight ?? 1)) / weight),
    wins: raw.filter((each) => each > 0).length,
    losses: raw.filter((each) => each < 0).length,
    ties: raw.filter((each) => each === 0).length,
    unanswered: scores.filter(([a, b]) => a !== undefined && b === undefined).length,
    champion: meanOf(both.map(([a]) => a)),
    candidate: meanOf(both.map(([, b]) => b)),
  }
}

/** Passes and failures of both programs, a case without an answer being a failure. */
export function passes(pairs: readonly PairedCase[], { pass }: Marks): Compared {
  const scores = pairs.map(({ champion, candidate }) => [Number(scoreOf(champion) === pass), Number(scoreOf(candidate) === pass)] as const)
  const differences = scores.map(([a, b]) => b - a)
  return {
    differences,
    wins: differences.filter((each) => each > 0).length,
    losses: differences.filter((each) => each < 0).length,
    ties: differences.filter((each) => each === 0).length,
    unanswered: 0,
    champion: meanOf(scores.map(([a]) => a)),
    candidate: meanOf(scores.map(([, b]) => b)),
  }
}
