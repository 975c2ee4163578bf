import type { OperatorCount } from '../engine/contracts/event.ts'
import type { Shown } from '../engine/contracts/proposer.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { createCredit } from '../engine/learning/credit.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { ownParts, withoutPlugins } from '../run/parts.ts'
import type { OpenedParts } from '../run/parts.ts'
import { isJavaScript } from '../languages/javascript/modules.ts'
import type { Files } from '../engine/contracts/program.ts'

/** The proposers of random changes to JavaScript, and to what is none. */
const GENETIC = 'genetic'
const TEXT = 'text'

/** What random changes do to a program's score, in counts. */
export interface Landscape {
  readonly changes: number
  /** The score is what it was. */
  readonly neutral: number
  readonly better: number
  readonly worse: number
  /** The changed program does not score. */
  readonly broken: number
  /** The same by operator; a change that leaves the score as it is counts as idle. */
  readonly operators: readonly OperatorCount[]
}

/** The proposers that change such files at random: the genetic one for JavaScript, for others those of plug-ins that ask no model, and without any the one for texts. */
export function changersOf(files: Files, { registry }: Pick<OpenedParts, 'registry'>): readonly string[] {
  if (Object.keys(files).some(isJavaScript)) return [GENETIC]
  const own = registry.parts
    .filter((part) => part.kind === 'proposer')
    .filter(({ name, asks }) => asks !== true && ownParts.find('proposer', name) === undefined)
    .map(({ name }) => name)
  return own.length === 0 ? [TEXT] : own
}

/**
 * Changes a program at random, each change to the original, and looks at the scores: where most changes are neutral, search
 * has nothing to go by. Stops after `changes`, or when `enough`, which hears how many were made, says so.
 */
export async function surveyLandscape(
  problem: Problem,
  evaluator: Evaluator,
  parent: Shown,
  changes: number,
  enough: (made: number) => boolean,
  { registry, languages }: Pick<OpenedParts, 'registry' | 'languages'> = withoutPlugins,
): Promise<Landscape> {
  const execute = createExecutor({
    problem,
    proposers: createProposers(registry),
    rules: createRules(registry),
    evaluator,
    languages,
  })
  const changers = changersOf(parent.program.files, { registry })
  const sign = problem.direction === 'minimize' ? 1 : -1
  const before = parent.evaluation.score ?? Number.NaN
  const counts = { changes: 0, neutral: 0, better: 0, worse: 0, broken: 0 }
  const credit = createCredit({})
  for (let number = 1; number <= changes && !enough(number - 1); number++) {
    const proposer = changers[(number - 1) % changers.length] ?? GENETIC
    const [outcome] = await execute([
      { kind: 'offspring', number, stream: `check/${number}`, proposer, parents: [parent], inspirations: [parent] },
    ])
    if (outcome === undefined) continue
    counts.changes += 1
    const isNeutral = outcome.kind === 'evaluated' && outcome.evaluation.score === before
    const ticket = { kind: 'offspring', number, island: 0, proposer, parents: [], inspirations: [] } as const
    credit.note(ticket, outcome, isNeutral ? { kind: 'duplicate-behaviour', of: 0, cell: '' } : undefined)
    if (outcome.kind === 'unchanged') counts.neutral += 1
    else if (outcome.kind !== 'evaluated' || outcome.evaluation.score === undefined) counts.broken += 1
    else if (outcome.evaluation.score === before) counts.neutral += 1
    else if (sign * (outcome.evaluation.score - before) < 0) counts.better += 1
    else counts.worse += 1
  }
  return { ...counts, operators: credit.counts }
}
