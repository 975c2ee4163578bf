import type { CaseResult } from '../../engine/contracts/evaluation.ts'
import { showInline } from './fence.ts'

/** Kinds of cases that are told apart at most. */
const KINDS = 12

/** The quartiles of scores that come worst first, in a line; none of few. */
export function showQuartiles(scores: readonly number[], show: (score: number) => string): string[] {
  if (scores.length < 4) return []
  const at = (part: number): number => scores[Math.round(part * (scores.length - 1))] ?? Number.NaN
  return [`Quartiles, from the worst to the best: ${[0, 0.25, 0.5, 0.75, 1].map((part) => show(at(part))).join(', ')}.`]
}

/** Characters of a name that are looked at. */
const LONGEST = 100

/** What a case is called without its number: `uniform` of `uniform-100-3`. */
const stemOf = (name: string): string =>
  name
    .slice(0, LONGEST)
    .replace(/[\s._#:/-]*(?:\(?\b\d.*)$/, '')
    .replace(/[\s._#:/-]*\d+$/, '')

/** The mean score of each kind of case, by what their names begin with, in a line; none where names tell no kinds apart. */
export function showGroups(cases: readonly CaseResult[], names: readonly string[] | undefined, show: (score: number) => string): string[] {
  if (names === undefined) return []
  const groups = new Map<string, number[]>()
  for (const [k, result] of cases.entries()) {
    const stem = stemOf(names[k] ?? '')
    if (result.verdict === 'scored') groups.set(stem, [...(groups.get(stem) ?? []), result.score])
  }
  if (groups.size < 2 || groups.size > KINDS || groups.size === cases.length) return []
  const means = [...groups].map(
    ([stem, scores]) =>
      `${stem === '' ? 'others' : showInline(stem, 60)} ${show(scores.reduce((sum, score) => sum + score, 0) / scores.length)} (${scores.length})`,
  )
  return [`Mean by kind of case (and how many there are): ${means.join(', ')}.`]
}
