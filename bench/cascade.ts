/**
 * Where the time of a bin-packing ticket goes, stage by stage, in one thread.
 *
 *     node bench/cascade.ts
 */
import { Bench } from 'tinybench'
import { chain, GENESIS } from '../archive/digest.ts'
import type { Shown } from '../engine/contracts/proposer.ts'
import { stream } from '../engine/contracts/random.ts'
import { commonContext } from '../engine/tickets/context.ts'
import { createExecutor } from '../engine/tickets/execute.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { meter } from '../evaluators/isolate/metering/meter.ts'
import { loadProblem } from '../authoring/load.ts'
import { entryIn } from '../authoring/entry.ts'
import { makeProgram, ownLanguages } from '../languages/index.ts'
import { createGenetic } from '../proposers/genetic/genetic.ts'
import { createRules } from '../engine/evaluation/rules.ts'
import { createProposers } from '../engine/tickets/proposers.ts'
import { ownParts } from '../run/parts.ts'
import { machine } from './machine.ts'
import { readWords } from './options.ts'

readWords(0)
const problem = await loadProblem('bin-packing')
const evaluator = await createEvaluator(problem)
const execute = createExecutor({
  problem,
  proposers: createProposers(ownParts),
  rules: createRules(ownParts),
  evaluator,
  languages: ownLanguages,
})

/** Offspring of offspring, as a run meets them. */
const individuals: Shown[] = []
for (let number = 0; individuals.length < 200; number++) {
  const parents = individuals.length === 0 ? [] : [stream(`parent ${number}`).pick(individuals.slice(-30))]
  const [outcome] = await execute([
    parents.length === 0
      ? { kind: 'initial', number, initial: 0, stream: `stage ${number}` }
      : { kind: 'offspring', number, stream: `stage ${number}`, proposer: 'genetic', parents, inspirations: individuals.slice(0, 2) },
  ])
  if (outcome?.kind === 'evaluated' && outcome.evaluation.score !== undefined) individuals.push(outcome)
}

let turn = 0
const next = (): Shown => individuals[(turn += 1) % individuals.length] as Shown
const record = { type: 'heldOut', set: 'train', program: 1, score: 1 } as const

const genetic = createGenetic()
const common = commonContext(problem, ownLanguages)
const bench = new Bench({ time: 2000, warmupTime: 500 })
bench
  .add('propose (genetic), parse, form', () => {
    const context = {
      ...common,
      parents: [next()],
      inspirations: [next()],
      size: 80,
      random: stream(`propose ${turn}`),
    }
    genetic.propose(context).next()
  })
  .add('parse, form', () => void makeProgram(next().program.files))
  .add('meter', () => void meter(next().program.files, entryIn(problem)))
  .add('meter, run in the sandbox, verify', async () => void (await evaluator.evaluate({ program: next().program, set: 'train' })))
  .add('digest of a small record', () => void chain(GENESIS, record))
await bench.run()
await evaluator.close()

console.log(machine())
for (const { name, result } of bench.tasks) {
  if (result.state !== 'completed') throw new Error(`${name}: ${result.state}`)
  const { p50, p99 } = result.latency
  console.log(`${name.padEnd(36)} median ${p50.toFixed(3)} ms, 99 % below ${p99.toFixed(3)} ms`)
}
