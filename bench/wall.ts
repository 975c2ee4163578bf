/**
 * What the wall around a sandbox costs: milliseconds to start one, and programs a second once it runs, with and without bubblewrap,
 * interleaved. `node bench/wall.ts [PAIRS]`
 */
import { createEvaluator } from '../evaluators/workers/evaluator.ts'
import { loadProblem } from '../authoring/load.ts'
import { wallFor } from '../evaluators/isolate/sandbox/jail.ts'
import { closeSpares } from '../evaluators/isolate/sandbox/supervisor.ts'
import { makeProgram } from '../languages/index.ts'

const PAIRS = Number(process.argv[2] ?? 9)
const PROGRAMS = 200

const problem = await loadProblem('bin-packing')
const made = makeProgram(problem.initialPrograms[0] ?? {})
if (!made.ok) throw new Error(made.reason)
const { program } = made

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function measure(jail: 'none' | 'bwrap'): Promise<{ readonly start: number; readonly rate: number }> {
  const began = performance.now()
  const evaluator = await createEvaluator(problem, { jail })
  await evaluator.evaluate({ program, set: 'train', cases: [0] })
  const started = performance.now()
  for (let k = 0; k < PROGRAMS; k++) await evaluator.evaluate({ program, set: 'train', cases: [0] })
  const ended = performance.now()
  await evaluator.close()
  return { start: started - began, rate: PROGRAMS / ((ended - started) / 1000) }
}

wallFor('bwrap')
const found = { none: [] as { start: number; rate: number }[], bwrap: [] as { start: number; rate: number }[] }
for (let pair = 0; pair < PAIRS; pair++) for (const jail of ['none', 'bwrap'] as const) found[jail].push(await measure(jail))
await closeSpares()

console.log('| wall | ms to the first result | programs/s |\n|---|---|---|')
for (const jail of ['none', 'bwrap'] as const) {
  const start = found[jail].map((each) => each.start)
  const rate = found[jail].map((each) => each.rate)
  const range = (values: readonly number[]): string => `${Math.min(...values).toFixed(0)}-${Math.max(...values).toFixed(0)}`
  console.log(`| ${jail} | ${median(start).toFixed(0)} (${range(start)}) | ${median(rate).toFixed(0)} (${range(rate)}) |`)
}
