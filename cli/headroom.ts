import { defined } from '../engine/contracts/defined.ts'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import { stream } from '../engine/contracts/random.ts'
import { commonContext } from '../engine/tickets/context.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import type { Measured, Trials } from '../experiments/headroom.ts'
import { fillDemonstrations } from '../proposers/text/draws.ts'
import type { OpenedParts } from '../run/parts.ts'
import { changersOf } from './landscape.ts'

/** How much is tried. */
export interface Effort {
  /** Random programs. */
  readonly draws: number
  /** Evaluations of the initial program on the measured set. */
  readonly repeats: number
  readonly seed: string
}

/** The proposer of independent random programs. */
const RANDOM = 'random'

/** What was tried, how many evaluations that took, and how long one of the initial program on train takes once it is under way. */
export interface Tried {
  readonly trials: Trials
  readonly milliseconds: number
  readonly evaluations: number
}

/** What a problem is tried with. */
interface Trying {
  readonly problem: Problem
  readonly initial: Program
  readonly evaluator: Evaluator
  readonly parts: Pick<OpenedParts, 'registry' | 'languages'>
  readonly effort: Effort
  readonly measuredOn: Trials['measuredOn']
  /** Judges a program, and counts that. */
  judge(program: Program, set: Trials['measuredOn']): Promise<Evaluation>
  /** Counts an evaluation that is made elsewhere. */
  begin(): void
}

/** A program that was judged on train, on the measured set too. */
const measure = async ({ measuredOn, judge }: Trying, program: Program, train: Evaluation): Promise<Measured> => ({
  train,
  measured: measuredOn === 'train' ? train : await judge(program, measuredOn),
})

/** Judges the initial program on both sets, which it must score on. */
async function tryInitial(trying: Trying): Promise<Measured> {
  const { initial, problem, measuredOn, judge } = trying
  const first = await measure(trying, initial, await judge(initial, 'train'))
  if (first.train.score === undefined || first.measured.score === undefined)
    throw new TernateError(
      'PROBLEM_INITIAL',
      `the initial program of ${problem.name} does not score on ${first.train.score === undefined ? 'train' : measuredOn}`,
      'Correct it: `ternate check` says what is wrong.',
    )
  return first
}

/** Judges random programs on train, and the best of them on the measured set. Every other one is an independent draw, and the others are changes. */
async function tryDraws(
  trying: Trying,
  train: Evaluation,
): Promise<{ readonly draws: Trials['draws']; readonly scored: readonly Evaluation[] }> {
  const { problem, initial, evaluator, parts, effort, begin } = trying
  const { registry, languages } = parts
  const sign = problem.direction === 'minimize' ? -1 : 1
  const isBetter = (one: Evaluation, other: Evaluation): boolean => sign * ((one.score ?? 0) - (other.score ?? 0)) > 0
  const rules = createRules(registry)
  const execute = createExecutor({ problem, proposers: createProposers(registry), rules, evaluator, languages })
  const parent = { program: initial, evaluation: train }
  const proposers = [RANDOM, ...changersOf(initial.files, { registry })]
  const scored: Evaluation[] = []
  let best: { readonly program: Program; readonly evaluation: Evaluation } | undefined
  let made = 0
  for (let number = 1; number <= effort.draws; number++) {
    begin()
    const proposer = proposers[(number - 1) % proposers.length] ?? RANDOM
    const key = `${effort.seed}/headroom/${number}`
    const [outcome] = await execute([{ kind: 'offspring', number, stream: key, proposer, parents: [parent], inspirations: [] }])
    if (outcome?.kind !== 'evaluated') continue
    made += 1
    const { program, evaluation } = outcome
    if (evaluation.score === undefined) continue
    scored.push(evaluation)
    if (best === undefined || isBetter(evaluation, best.evaluation)) best = { program, evaluation }
  }
  const better = scored.filter((evaluation) => isBetter(evaluation, train)).length
  const drawn = best && (await measure(trying, best.program, best.evaluation))
  return { draws: { made, scored: scored.length, better, ...defined({ best: drawn && scoring(drawn) }) }, scored }
}

/** Judges the initial program with as many demonstrations as fit; undefined where that is no other program. */
async function tryDemonstrations(trying: Trying): Promise<Measured | undefined> {
  const { problem, initial, parts, effort, judge } = trying
  const { languages } = parts
  const context = { ...commonContext(problem, languages), random: stream(`${effort.seed}/headroom/all`) }
  const filled = languages.makeProgram(fillDemonstrations(initial.files, context) ?? initial.files)
  if (!filled.ok || filled.program.canonicalHash === initial.canonicalHash) return undefined
  return measure(trying, filled.program, await judge(filled.program, 'train'))
}

/** What was judged where it scores on the measured set. */
const scoring = (one: Measured): Measured | undefined => (one.measured.score === undefined ? undefined : one)

/**
 * Tries what can be tried of a problem before its budget is spent, all of it from the initial program: itself again and again, random programs, and as
 * many demonstrations as fit. Of the random ones every other is an independent draw, and the others are random changes, drawn by the proposers that
 * ask no model. Held-out sets are not looked at. The same seed tries the same.
 */
export async function tryHeadroom(
  problem: Problem,
  initial: Program,
  evaluator: Evaluator,
  parts: Pick<OpenedParts, 'registry' | 'languages'>,
  effort: Effort,
  onProgress: (done: number, total: number) => void,
): Promise<Tried> {
  const { direction, validation, optimum } = problem
  const measuredOn = validation.length > 0 ? 'validation' : 'train'
  const total = effort.draws + effort.repeats + 4
  let done = 0
  const begin = (): void => onProgress(done++, total)
  const judge = async (program: Program, set: Trials['measuredOn']): Promise<Evaluation> => {
    begin()
    return evaluator.evaluate({ program, set })
  }
  const trying: Trying = { problem, initial, evaluator, parts, effort, measuredOn, judge, begin }
  const first = await tryInitial(trying)
  const repeats: Evaluation[] = []
  const began = performance.now()
  for (let k = 1; k < effort.repeats; k++) repeats.push(await judge(initial, measuredOn))
  const perCase = (performance.now() - began) / (repeats.length * first.measured.cases.length)
  const { draws, scored } = await tryDraws(trying, first.train)
  const full = await tryDemonstrations(trying)
  return {
    milliseconds: perCase * first.train.cases.length,
    evaluations: done,
    trials: {
      direction,
      measuredOn,
      initial: first,
      repeats,
      draws,
      onTrain: full?.train.score === undefined ? scored : [...scored, full.train],
      ...defined({ demonstrations: full && scoring(full), optimum: optimum?.get(measuredOn) }),
    },
  }
}
