import { createRegistry } from '../engine/contracts/registry.ts'
import type { Evaluation } from '../engine/contracts/evaluation.ts'
import { defined } from '../engine/contracts/defined.ts'
import { TernateError } from '../engine/contracts/fault.ts'
import type { Evaluator } from '../engine/contracts/evaluator.ts'
import type { Case, Problem } from '../engine/contracts/problem.ts'
import type { Program } from '../engine/contracts/program.ts'
import { stream } from '../engine/contracts/random.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { manifestOf } from '../run/evolve.ts'
import { completeOptions, findStrategy, suited } from '../run/options.ts'
import type { OpenedParts } from '../run/parts.ts'
import { assemble } from '../run/run.ts'
import { calibration } from '../trust/calibration.ts'
import type { Calibration, Null } from '../trust/calibration.ts'
import { paired } from '../trust/gate/pairs.ts'
import { freshCases } from '../trust/sets/fresh.ts'
import { hashOfCase } from '../trust/sets/hash.ts'
import type { Judge } from '../trust/contracts.ts'
import { noOp, unchangedBut } from './no-op.ts'

/** What is calibrated, and how far. */
export interface Calibrating {
  readonly problem: Problem
  readonly initial: Program
  readonly parts: OpenedParts
  readonly judge: Judge
  /** Searches, each among changes that do nothing. */
  readonly runs: number
  /** Evaluations of each. */
  readonly evaluations: number
  /** Cases on which champions are tested; as many as there are unless given. */
  readonly cases?: number | undefined
  readonly lift?: number | undefined
  readonly seed: string
  readonly onProgress?: (done: number, total: number) => void
}

/** A strategy whose proposers do nothing. */
function strategyOf({ strategy = 'default' }: Problem): ReturnType<typeof findStrategy> {
  const known = findStrategy(strategy)
  return {
    ...known,
    name: 'no-op',
    islands: known.islands.map(({ acceptance: _acceptance, ...island }) => ({ ...island, proposers: [{ use: 'no-op', weight: 1 }] })),
  }
}

/** One search among changes that do nothing, through the whole loop; held-out cases are left out of it. */
async function search({ problem, parts, evaluations, seed }: Calibrating, evaluator: Evaluator, run: number): Promise<Program | undefined> {
  const registry = createRegistry([...parts.registry.parts, noOp])
  const { folder: _folder, optimum: _optimum, acceptance: _acceptance, ...others } = problem
  const blind: Problem = { ...others, heldOut: [] }
  const options = { seed: `calibrate/${seed}/${run}`, evaluations, strategy: strategyOf(problem), baselines: false }
  const complete = completeOptions(suited(options, blind), registry)
  const manifest = manifestOf(blind, complete, undefined, registry)
  const lasting: Evaluator = { ...evaluator, close: async () => {} }
  const started = await assemble(
    { problem: blind, manifest, budget: complete.budget, out: undefined },
    { ...complete, workers: 1, evaluator: lasting, parts: { ...parts, registry } },
  )
  const end = await started.finished
  return end.type === 'finished' ? end.champion.program : undefined
}

/** Cases for the champion of a run that nobody chose it by: fresh ones, or the problem's validation cases where nothing makes any. */
function otherCases({ problem, cases: count, seed }: Calibrating, run: number): readonly Case[] {
  const [first] = [...(problem.generators ?? [])]
  if (first === undefined) {
    const { validation } = problem
    if (validation.length > 0) return validation.slice(0, count)
    throw new TernateError(
      'CALIBRATE_CASES',
      `${problem.name} has neither a generator of held-out cases nor validation cases`,
      'Give it a held-out set that is a function of `random`.',
    )
  }
  const [set, generate] = first
  const own = problem.heldOut.find((held) => held.set === set)?.cases ?? []
  const known = new Set([...problem.train, ...problem.validation, ...own].map(hashOfCase))
  return freshCases(generate, { set, seed: `calibrate/${seed}/${run}`, count: count ?? own.length, known })
}

const scoreIn = ({ score }: Evaluation): number => score ?? Number.NaN

async function oneNull(calibrating: Calibrating, evaluator: Evaluator, run: number): Promise<Null> {
  const { problem, initial, judge } = calibrating
  const champion = (await search(calibrating, evaluator, run)) ?? initial
  const set = problem.validation.length > 0 ? 'validation' : 'train'
  const chosen = scoreIn(await evaluator.evaluate({ program: champion, set }))
  const before = scoreIn(await evaluator.evaluate({ program: initial, set }))
  const cases = otherCases(calibrating, run)
  return { chosen, initial: before, pairs: paired(cases, await judge(initial.files, cases), await judge(champion.files, cases)) }
}

/**
 * Runs searches among changes that do nothing (A/A), each through the whole loop and the gate's test, and says what that comes to: noise,
 * inflation by selection, false promotions, and what so many cases can find. No held-out case is looked at.
 *
 * @throws TernateError `CALIBRATE_CASES`, `CALIBRATE_CHANGE`, and those of `createEvaluator`
 */
export async function calibrate(calibrating: Calibrating): Promise<Calibration> {
  const { problem, initial, parts, runs, lift, seed, onProgress } = calibrating
  if (unchangedBut(initial.files, stream('probe')) === undefined)
    throw new TernateError(
      'CALIBRATE_CHANGE',
      `no file of the programs of ${problem.name} can be changed without effect`,
      'Only programs with a file of JavaScript or of text can be calibrated.',
    )
  const evaluator = await createEvaluator(
    { ...problem, heldOut: [] },
    { registry: parts.registry, languages: parts.languages, remember: true },
  )
  try {
    const nulls: Null[] = []
    for (let run = 1; run <= runs; run++) {
      nulls.push(await oneNull(calibrating, evaluator, run))
      onProgress?.(run, runs)
    }
    return calibration(nulls, { direction: problem.direction, random: stream(`calibrate/${seed}`), ...defined({ lift }) })
  } finally {
    await evaluator.close()
  }
}
