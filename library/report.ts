import type { SetName } from '../engine/contracts/evaluation.ts'
import type { Finished, HeldOutReport } from '../engine/contracts/event.ts'
import type { Problem, Reference } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import type { Conclusion } from '../engine/search.ts'

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

/** What a finished run has to say for itself. */
export function reportOf(
  conclusion: Conclusion,
  program: Program,
  problem: Problem,
  run: Pick<Finished, 'seed' | 'evaluations' | 'seconds' | 'digest' | 'out' | 'wall'>,
): Finished {
  const { champion, validation, reason, looks } = conclusion
  const heldOut = problem.heldOut.map(({ set }): HeldOutReport => {
    const look = looks.get(`heldOut/${set}` satisfies SetName)
    return {
      set,
      verdict: look?.verdict ?? 'unverified',
      ...(look?.score === undefined ? {} : { score: look.score }),
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
      ...(validation === undefined ? {} : { validation }),
      program,
    },
    heldOut,
  }
}
