import type { Evaluation } from '../engine/contracts/evaluation.ts'
import type { Program } from '../engine/contracts/program.ts'
import type { Individual } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Assignment, Outcome } from '../engine/contracts/ticket.ts'
import { loadProblem } from '../evaluators/problem/load.ts'
import { identify, makeProgram } from '../language/program.ts'
import { proposers } from '../proposers/index.ts'

/** Programs that the genetic proposer makes before the others are made of them. */
const POOL = 2000

/** An evaluation as bin packing has them, of `cases` cases; better for a greater `skill` in [0, 1). */
function evaluationOf(key: string, cases: number, skill: number, set: Evaluation['set']): Evaluation {
  const random = stream(key)
  const results = Array.from({ length: cases }, (_, i) => {
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
    results.reduce((sum, result) => sum + pick(result), 0) / cases
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
 * bin-packing seed and its offspring, with a constant of its own; the evaluation is drawn.
 *
 * @param cases train cases of an evaluation
 */
export async function createMakeUp(cases: number): Promise<(assignment: Assignment) => Outcome> {
  const problem = await loadProblem('bin-packing')
  const pool: Individual[] = []
  for (const files of problem.seeds) {
    const made = makeProgram(files)
    if (made.ok) pool.push({ program: made.program, evaluation: evaluationOf('seed', cases, 0, 'train') })
  }
  for (let k = 0; pool.length < POOL; k++) {
    const random = stream(`made up ${k}`)
    const recent = pool.slice(-100)
    const context = { ...problem, parents: [random.pick(recent)], inspirations: [random.pick(recent)], trainCases: cases, size: 80, random }
    const step = proposers['genetic']?.propose(context).next()
    if (step?.done !== true || step.value.kind !== 'program') continue
    const made = makeProgram(step.value.files)
    if (made.ok) pool.push({ program: made.program, evaluation: evaluationOf(`pool ${k}`, cases, 0, 'train') })
  }

  return (assignment) => {
    if (assignment.kind === 'seed') return { kind: 'evaluated', operator: 'seed', ...(pool[0] as Individual), inner: [] }
    const { number } = assignment
    if (assignment.kind === 'evaluation') {
      const evaluation = evaluationOf(`further ${number}`, cases, 0, assignment.set)
      return { kind: 'evaluated', operator: 'evaluation', program: assignment.program, evaluation, inner: [] }
    }
    const random = stream(assignment.stream)
    const { program: like } = random.pick(pool)
    const [name = '', source = ''] = Object.entries(like.files)[0] ?? []
    const files = { [name]: source.replace(/\d+(\.\d+)?/, `${number % 100}.${number}`) }
    const id = identify(files)
    const program: Program = { id, form: identify({ id }), size: like.size, files }
    return {
      kind: 'evaluated',
      operator: random.pick(['crossover', 'constant', 'grow', 'exchange']),
      program,
      evaluation: evaluationOf(assignment.stream, cases, random.next(), 'train'),
      inner: [],
    }
  }
}
