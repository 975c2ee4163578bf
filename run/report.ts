import { defined } from '../engine/contracts/defined.ts'
import type { SetName } from '../engine/contracts/evaluation.ts'
import type { Baseline, Finished, HeldOutReport, Worse } from '../engine/contracts/event.ts'
import type { Direction, Problem, Reference } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import type { Conclusion } from '../engine/search/status.ts'

/**
 * The references for a set. Of several budgets of one reference the smallest that is not below ours counts, so that a
 * baseline never had less than we; the largest where all are below.
 */
export function referencesFor(references: readonly Reference[], set: string, evaluations: number): Reference[] {
  const names = [...new Set(references.filter((reference) => reference.set === set).map(({ name }) => name))]
  return names.map((name) => {
    const rows = references
      .filter((reference) => reference.set === set && reference.name === name)
      .sort((a, b) => (a.evaluations ?? 0) - (b.evaluations ?? 0))
    return (rows.find((row) => (row.evaluations ?? Number.POSITIVE_INFINITY) >= evaluations) ?? rows.at(-1)) as Reference
  })
}

/**
 * The sets on which a baseline is better than a champion, each with the best of those that are, in the order of the sets.
 *
 * @param ours the champion's scores on the sets that it was judged on, undefined where it has none there; other sets say nothing
 */
export function worseThan(baselines: readonly Baseline[], ours: ReadonlyMap<SetName, number | undefined>, direction: Direction): Worse[] {
  const isBetter = (a: number, b: number | undefined): boolean => b === undefined || (direction === 'minimize' ? a < b : a > b)
  return [...ours].flatMap(([set, own]) => {
    const better = baselines.flatMap(({ name, scores }) => {
      const score = scores.find((each) => each.set === set)?.score
      return score === undefined || !isBetter(score, own) ? [] : [{ baseline: name, score }]
    })
    const [first] = better
    if (first === undefined) return []
    const best = better.reduce((a, b) => (isBetter(b.score, a.score) ? b : a), first)
    return [{ set, ...best, ...defined({ ours: own }), others: better.length - 1 }]
  })
}

/** A champion's scores by set, as far as it was judged. */
export const scoresOf = (
  { score, validation }: { readonly score: number; readonly validation?: number | undefined },
  heldOut: readonly { readonly set: string; readonly score?: number | undefined }[],
): ReadonlyMap<SetName, number | undefined> =>
  new Map<SetName, number | undefined>([
    ['train', score],
    ...(validation === undefined ? [] : [['validation', validation] as const]),
    ...heldOut.map((each) => [`heldOut/${each.set}`, each.score] as const),
  ])

/**
 * Whether a champion that is as good on train as can be is so on every held-out set too; undefined where it is not, or where what can be is not known
 * of any held-out set.
 */
export function solvedOf(
  { optimum, heldOut: sets, direction }: Pick<Problem, 'optimum' | 'heldOut' | 'direction'>,
  train: number,
  heldOut: readonly Pick<HeldOutReport, 'set' | 'score'>[],
): Finished['solved'] {
  const sign = direction === 'minimize' ? 1 : -1
  const meets = (set: SetName, score: number | undefined): boolean | undefined => {
    const best = optimum?.get(set)
    return best === undefined ? undefined : score !== undefined && sign * (score - best) <= 0
  }
  if (meets('train', train) !== true || sets.length === 0) return undefined
  const met = heldOut.map(({ set, score }) => meets(`heldOut/${set}`, score)).filter((one) => one !== undefined)
  return met.length === 0 ? undefined : met.every(Boolean) ? 'everywhere' : 'on train alone'
}

/** What a finished run has to say for itself. */
export function reportOf(
  conclusion: Conclusion,
  program: Program,
  problem: Problem,
  run: Pick<Finished, 'seed' | 'evaluations' | 'programsTried' | 'seconds' | 'processor' | 'digest' | 'out' | 'wall' | 'fused'>,
): Finished {
  const { champion, validation, reason, heldOut: results } = conclusion
  const heldOut = problem.heldOut.map(({ set }): HeldOutReport => {
    const result = results.get(`heldOut/${set}` satisfies SetName)
    return {
      set,
      verdict: result?.verdict ?? 'unverified',
      ...(result?.score === undefined ? {} : { score: result.score }),
      references: referencesFor(problem.references, set, run.evaluations),
    }
  })
  return {
    type: 'finished',
    reason,
    problem: problem.name,
    ...run,
    champion: {
      number: champion.number,
      id: program.id,
      score: champion.score,
      ...defined({ validation }),
      program,
    },
    heldOut,
    ...defined({ solved: solvedOf(problem, champion.score, heldOut) }),
  }
}
