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

/**
 * Tries what can be tried of a problem before its budget is spent, all of it from the initial program: itself again and again, random programs, and as
 * many demonstrations as fit. Of the random ones every other is an independent draw, and the others are random changes, drawn by the proposers that
 * ask no model. Held-out sets are not looked at. The same seed tries the same.
 */
export async function tryHeadroom(
  problem: Problem,
  initial: Program,
  evaluator: Evaluator,
  { registry, languages }: Pick<OpenedParts, 'registry' | 'languages'>,
  { draws, repeats, seed }: Effort,
  onProgress: (done: number, total: number) => void,
): Promise<Tried> {
  const { direction, validation, optimum } = problem
  const sign = direction === 'minimize' ? -1 : 1
  const measuredOn = validation.length > 0 ? 'validation' : 'train'
  const total = draws + repeats + 4
  let done = 0
  const judge = async (program: Program, set: 'train' | 'validation'): Promise<Evaluation> => {
    onProgress(done++, total)
    return evaluator.evaluate({ program, set })
  }
  const measure = async (program: Program, train: Evaluation): Promise<Measured> => ({
    train,
    measured: measuredOn === 'train' ? train : await judge(program, measuredOn),
  })
  const train = await judge(initial, 'train')
  const first = await measure(initial, train)
  if (first.train.score === undefined || first.measured.score === undefined)
    throw new TernateError(
      'PROBLEM_INITIAL',
      `the initial program of ${problem.name} does not score on ${first.train.score === undefined ? 'train' : measuredOn}`,
      'Correct it: `ternate check` says what is wrong.',
    )
  const again: Evaluation[] = []
  const began = performance.now()
  for (let k = 1; k < repeats; k++) again.push(await judge(initial, measuredOn))
  const perCase = (performance.now() - began) / ((repeats - 1) * first.measured.cases.length)

  const rules = createRules(registry)
  const execute = createExecutor({ problem, proposers: createProposers(registry), rules, evaluator, languages })
  const parent = { program: initial, evaluation: train }
  const changers = [RANDOM, ...changersOf(initial.files, { registry })]
  const onTrain: Evaluation[] = []
  let best: { readonly program: Program; readonly evaluation: Evaluation } | undefined
  let [made, better] = [0, 0]
  for (let number = 1; number <= draws; number++) {
    onProgress(done++, total)
    const proposer = changers[(number - 1) % changers.length] ?? RANDOM
    const key = `${seed}/headroom/${number}`
    const [outcome] = await execute([{ kind: 'offspring', number, stream: key, proposer, parents: [parent], inspirations: [] }])
    if (outcome?.kind !== 'evaluated') continue
    made += 1
    const { program, evaluation } = outcome
    if (evaluation.score === undefined) continue
    onTrain.push(evaluation)
    if (sign * (evaluation.score - (train.score ?? 0)) > 0) better += 1
    if (best === undefined || sign * (evaluation.score - (best.evaluation.score ?? 0)) > 0) best = { program, evaluation }
  }
  const drawn = best && (await measure(best.program, best.evaluation))

  const common = commonContext(problem, languages)
  const filled = languages.makeProgram(
    fillDemonstrations(initial.files, { ...common, random: stream(`${seed}/headroom/all`) }) ?? initial.files,
  )
  const isNew = filled.ok && filled.program.canonicalHash !== initial.canonicalHash
  const full = isNew ? await measure(filled.program, await judge(filled.program, 'train')) : undefined
  if (full?.train.score !== undefined) onTrain.push(full.train)
  const scores = (one: Measured | undefined): Measured | undefined => (one?.measured.score === undefined ? undefined : one)
  return {
    milliseconds: perCase * train.cases.length,
    evaluations: done,
    trials: {
      direction,
      measuredOn,
      initial: first,
      repeats: again,
      draws: { made, scored: onTrain.length - (full?.train.score === undefined ? 0 : 1), better, ...defined({ best: scores(drawn) }) },
      onTrain,
      ...defined({ demonstrations: scores(full), optimum: optimum?.get(measuredOn) }),
    },
  }
}
