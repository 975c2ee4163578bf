/**
 * What strict order costs here: two workers with their sandboxes, evaluations of about 0.1, 1 and 10 ms, once in strict order and once
 * in order of byArrival, in interleaved pairs. bench/order-simulated.ts tells of larger machines.
 *
 *     node bench/order.ts [pairs] [seconds a run]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryArchive } from '../archive/memory.ts'
import type { Manifest } from '../engine/contracts/manifest.ts'
import type { Problem } from '../engine/contracts/problem.ts'
import type { Clock, Workers } from '../engine/contracts/workers.ts'
import { byArrival, byVirtualTime } from '../engine/order/virtual-time.ts'
import type { CommitOrder } from '../engine/order/virtual-time.ts'
import { startRun } from '../engine/run.ts'
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { loadProblem } from '../authoring/load.ts'
import { makeProgram } from '../languages/index.ts'
import { completeOptions } from '../run/options.ts'
import { chain } from '../run/chain.ts'
import { createWorkers } from '../run/workers.ts'
import { factsOf } from '../run/search-facts.ts'
import { platform } from '../run/version.ts'
import { machine, median, spread } from './machine.ts'
import { readCounts } from './options.ts'

const { pairs, seconds } = readCounts({ pairs: 7, seconds: 2 })

const clock: Clock = {
  now: () => Date.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

/** What may change says how long the rest takes: from a quarter of the rounds to seven quarters. */
const initial = `export function aim(x: number, rounds: number): number {
  // EVOLVE-BLOCK-START
  const value = x * 2 + 1
  // EVOLVE-BLOCK-END
  const end = rounds * (0.25 + 1.5 * Math.abs(Math.sin(value)))
  let sum = 0
  for (let k = 0; k < end; k++) sum = (sum * 31 + k) % 1000003
  return value + sum * 1e-12
}
`

const root = mkdtempSync(join(tmpdir(), 'ternate-order-'))

/** A problem whose evaluations burn so many rounds. */
async function problemOf(rounds: number): Promise<Problem> {
  const folder = mkdtempSync(join(root, 'problem-'))
  writeFileSync(join(folder, 'initial.ts'), initial)
  writeFileSync(
    join(folder, 'driver.ts'),
    'export default function drive(program: { aim(x: number, rounds: number): number }, input: readonly number[]): number {\n  return program.aim(input[0], input[1])\n}\n',
  )
  writeFileSync(
    join(folder, 'problem.ts'),
    `import { defineProblem } from 'ternate'
export default defineProblem<readonly number[], number>({
  statement: 'Hit 1000.',
  entry: 'aim(x: number, rounds: number): number',
  direction: 'minimize',
  cases: { train: [{ input: [3, ${rounds}] }] },
  verify: (_, answer) => Math.abs(answer - 1000),
})
`,
  )
  return loadProblem(folder)
}

/** Milliseconds that the initial program's evaluation takes, with its way to the sandbox and back. */
async function millisecondsOf(problem: Problem): Promise<number> {
  const evaluator = await createEvaluator(problem)
  const made = makeProgram(problem.initialPrograms[0] ?? {})
  if (!made.ok) throw new Error(made.reason)
  const times: number[] = []
  for (let round = 0; round < 60; round++) {
    const start = performance.now()
    await evaluator.evaluate({ program: made.program, set: 'train' })
    times.push(performance.now() - start)
  }
  await evaluator.close()
  return median(times.slice(20))
}

/** Tickets a second of one run, from its start until it is paused. */
async function rate(problem: Problem, workers: Workers, commitOrder: CommitOrder, key: number): Promise<number> {
  const { strategy, order } = completeOptions({})
  const manifest: Manifest = {
    format: 2,
    engine: 'bench',
    problem: { name: problem.name, content: problem.content, direction: problem.direction },
    seed: String(key),
    strategy,
    order,
    platform,
  }
  const start = performance.now()
  const parts = {
    manifest,
    facts: factsOf(problem, manifest),
    archive: createMemoryArchive(),
    chain,
    workers,
    clock,
    commitOrder,
    emit: () => {},
  }
  const run = startRun({ ...parts, budget: { evaluations: 1e6 } })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
  const { commits } = run.status()
  const elapsed = performance.now() - start
  run.pause()
  await run.ended
  return commits / (elapsed / 1000)
}

console.log(machine())
const still = await millisecondsOf(await problemOf(0))
const perRound = ((await millisecondsOf(await problemOf(100_000))) - still) / 100_000
console.log(`an evaluation that burns nothing takes ${still.toFixed(2)} ms; 2 workers, ${pairs} interleaved pairs of ${seconds} s`)
for (const milliseconds of [0.1, 1, 10]) {
  const problem = await problemOf(Math.round(milliseconds / perRound))
  const workers = await createWorkers(problem, { workers: 2, sandbox: 'none' })
  await rate(problem, workers, byArrival, 0)
  const rates: Record<'strict' | 'arrival', number[]> = { strict: [], arrival: [] }
  for (let pair = 1; pair <= pairs; pair++) {
    const first = pair % 2 === 0
    for (const name of first ? (['strict', 'arrival'] as const) : (['arrival', 'strict'] as const)) {
      rates[name].push(await rate(problem, workers, name === 'strict' ? byVirtualTime : byArrival, pair))
    }
  }
  await workers.close()
  const shares = rates.strict.map((value, pair) => value / (rates.arrival[pair] ?? Number.NaN))
  console.log(
    `${String(milliseconds).padStart(4)} ms  strict ${spread(rates.strict)}/s  arrival ${spread(rates.arrival)}/s  strict / arrival ${spread(shares, 2)}`,
  )
}
rmSync(root, { recursive: true })
