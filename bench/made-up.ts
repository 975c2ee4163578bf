import type { Evaluation, SetName } from '../engine/contracts/evaluation.ts'
import type { Manifest, OrderConstants } from '../engine/contracts/manifest.ts'
import type { Program } from '../engine/contracts/program.ts'
import type { Shown } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Assignment, Outcome } from '../engine/contracts/ticket.ts'
import type { Clock } from '../engine/contracts/workers.ts'
import type { SearchFacts } from '../engine/search/state.ts'
import { strategies } from '../strategies/presets/index.ts'
import { loadProblem } from '../authoring/load.ts'
import { commonContext } from '../engine/tickets/context.ts'
import { identify, makeProgram, ownLanguages } from '../languages/index.ts'
import { createGenetic } from '../proposers/genetic/genetic.ts'
import { ownParts } from '../run/parts.ts'

/** Programs that the genetic proposer makes before the others are made of them. */
const POOL = 2000

/** Train cases of an evaluation. */
const CASES = 5

/** What a search knows of the made-up problem: cells as bin packing has them. */
export const madeUpFacts: SearchFacts = {
  initialPrograms: 1,
  trainCases: CASES,
  merge: (known) => known,
  hasValidation: true,
  heldOut: [],
  parts: ownParts,
  descriptors: [
    { name: 'full', edges: [20, 35, 45, 55, 65, 75] },
    { name: 'size', edges: [30, 45, 60] },
  ],
}

const genetic = createGenetic()

/** A manifest of the default strategy. */
export function madeUpManifest({ virtualWorkers = 16, batch = 1 }: Partial<OrderConstants>): Manifest {
  const strategy = strategies['default']
  if (strategy === undefined) throw new RangeError('there is no default strategy')
  return {
    format: 2,
    engine: 'bench',
    problem: { name: 'made up', content: '', direction: 'minimize' },
    seed: '1',
    strategy,
    order: { virtualWorkers, batch, lookahead: 100_000 },
    platform: { node: '', v8: '', icu: '', arch: '' },
  }
}

/** The wall's clock. */
export const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** An evaluation as bin packing has them; better for a greater `skill` in [0, 1). */
function evaluationOf(key: string, skill: number, set: SetName): Evaluation {
  const random = stream(key)
  const results = Array.from({ length: CASES }, (_, i) => {
    const bound = 430 * (i + 1)
    const bins = bound + Math.round(bound * (0.06 - 0.04 * skill) * (0.8 + 0.4 * random.next()))
    const full = (100 * random.integer(bins)) / bins
    return {
      verdict: 'scored',
      fuel: 900_000 + random.integer(300_000),
      score: (100 * bins) / bound - 100,
      metrics: { bins, bound, full },
    } as const
  })
  const mean = (pick: (result: (typeof results)[number]) => number): number =>
    results.reduce((sum, result) => sum + pick(result), 0) / CASES
  return {
    set,
    verdict: 'scored',
    cases: results,
    score: mean(({ score }) => score),
    metrics: {
      bins: mean(({ metrics }) => metrics.bins),
      bound: mean(({ metrics }) => metrics.bound),
      full: mean(({ metrics }) => metrics.full),
    },
    fuel: results.reduce((sum, { fuel }) => sum + fuel, 0),
  }
}

/**
 * Makes up what comes of a ticket without evaluating anything: the program is one that the genetic proposer made of the
 * initial program of bin-packing and its offspring, with a constant of its own; the evaluation is drawn.
 */
export async function createMakeUp(): Promise<(assignment: Assignment) => Outcome> {
  const problem = await loadProblem('bin-packing')
  const common = { ...commonContext(problem, ownLanguages), trainCases: CASES }
  const pool: Shown[] = []
  for (const files of problem.initialPrograms) {
    const made = makeProgram(files)
    if (made.ok) pool.push({ program: made.program, evaluation: evaluationOf('seed', 0, 'train') })
  }
  for (let k = 0; pool.length < POOL; k++) {
    const random = stream(`made up ${k}`)
    const recent = pool.slice(-100)
    const context = { ...common, parents: [random.pick(recent)], inspirations: [random.pick(recent)], size: 80, random }
    const step = genetic.propose(context).next()
    if (step.done !== true || step.value.kind !== 'program') continue
    const made = makeProgram(step.value.files)
    if (made.ok) pool.push({ program: made.program, evaluation: evaluationOf(`pool ${k}`, 0, 'train') })
  }

  return (assignment) => {
    if (assignment.kind === 'initial') return { kind: 'evaluated', operator: 'initial', ...(pool[0] as Shown), inner: [] }
    if (assignment.kind === 'injection') throw new RangeError('nobody edits made-up programs')
    const { number } = assignment
    if (assignment.kind === 'evaluation') {
      const evaluation = evaluationOf(`further ${number}`, 0, assignment.set)
      return { kind: 'evaluated', operator: 'evaluation', program: assignment.program, evaluation, inner: [] }
    }
    const random = stream(assignment.stream)
    const { program: like } = random.pick(pool)
    const [name = '', source = ''] = Object.entries(like.files)[0] ?? []
    const files = { [name]: source.replace(/\d+(\.\d+)?/, `${number % 100}.${number}`) }
    const id = identify(files)
    const program: Program = { id, canonicalHash: identify({ id }), size: like.size, files }
    return {
      kind: 'evaluated',
      operator: random.pick(['crossover', 'constant', 'grow', 'exchange']),
      program,
      evaluation: evaluationOf(assignment.stream, random.next(), 'train'),
      inner: [],
    }
  }
}
