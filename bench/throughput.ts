/**
 * Evaluations per second of whole bin-packing runs, one worker against two, interleaved; then where the time of a ticket goes.
 *
 *     node bench/throughput.ts [evaluations] [pairs]
 */
import process from 'node:process'
import { strategies } from '../engine/strategies.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Individual } from '../engine/contracts/proposer.ts'
import { createPerformer } from '../engine/perform.ts'
import { createEvaluator } from '../evaluators/evaluator.ts'
import { loadProblem } from '../evaluators/problem/load.ts'
import { evolve } from '../library/evolve.ts'
import { makeProgram } from '../language/program.ts'
import { proposers } from '../proposers/index.ts'
import { machine, median, spread } from './machine.ts'

const evaluations = Number(process.argv[2] ?? 3000)
const pairs = Number(process.argv[3] ?? 3)

/** Rate of one run in evaluations a second, and the processor time that the engine's main thread spent on a commit, in microseconds. */
async function rate(workers: number): Promise<{ readonly rate: number; readonly digest: string }> {
  const run = await evolve('bin-packing', { seed: 1, evaluations, workers })
  let first: number | undefined
  for await (const event of run.events) if (event.type === 'improved') first ??= performance.now()
  const result = await run.finished
  return { rate: result.evaluations / ((performance.now() - (first ?? 0)) / 1000), digest: result.digest }
}

/** Mean milliseconds of a ticket's stages in one thread. */
async function stages(tickets: number): Promise<Record<string, number>> {
  const problem = await loadProblem('bin-packing')
  const evaluator = await createEvaluator(problem)
  const spent = { 'propose, parse': 0, 'meter, run, verify': 0 }
  let judging = 0
  const timed: typeof evaluator = {
    ...evaluator,
    async evaluate(job) {
      const start = performance.now()
      const evaluation = await evaluator.evaluate(job)
      judging += performance.now() - start
      return evaluation
    },
  }
  const perform = createPerformer({ problem, proposers, evaluator: timed, makeProgram })
  const seed = await perform({ kind: 'seed', number: 0, seed: 0 })
  if (seed.kind !== 'evaluated') throw new Error('the seed does not score')
  let parents: Individual[] = [seed]
  for (let number = 1; number <= tickets; number++) {
    const start = performance.now()
    judging = 0
    const assignment = { kind: 'offspring', number, stream: `bench/${number}`, proposer: 'genetic', inspirations: [] } as const
    const outcome = await perform({ ...assignment, parents: [stream(`parent/${number}`).pick(parents)] })
    spent['meter, run, verify'] += judging / tickets
    spent['propose, parse'] += (performance.now() - start - judging) / tickets
    if (outcome.kind === 'evaluated' && outcome.evaluation.score !== undefined) parents = [...parents, outcome].slice(-50)
  }
  await evaluator.close()
  return spent
}

console.log(machine())
const rates: { one: number[]; two: number[] } = { one: [], two: [] }
const digests = new Set<string>()
for (let pair = 0; pair < pairs; pair++) {
  for (const [workers, list] of [
    [1, rates.one],
    [2, rates.two],
  ] as const) {
    const measured = await rate(workers)
    list.push(measured.rate)
    digests.add(measured.digest)
  }
}
console.log(
  `strategy ${strategies['default']?.name}, ${evaluations} evaluations a run, ${pairs} interleaved pairs, digests equal: ${digests.size === 1}`,
)
console.log(`1 worker   ${spread(rates.one)} evaluations/s`)
console.log(`2 workers  ${spread(rates.two)} evaluations/s, ${(median(rates.two) / 2).toFixed(0)} per core`)
console.log(
  `two against one, pair by pair  ${spread(
    rates.two.map((two, pair) => two / (rates.one[pair] ?? Number.NaN)),
    2,
  )}`,
)
for (const [stage, milliseconds] of Object.entries(await stages(500)))
  console.log(`${stage.padEnd(20)} ${milliseconds.toFixed(2)} ms a ticket`)
