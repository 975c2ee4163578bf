/**
 * What judging costs within a run, beside a probe: the same programs on the same cases, one after the other in one evaluator. The run has one worker, no
 * race and no operator that judges changes of its own, so that both do the same work; the run does it step by step.
 *
 *     node bench/inside.ts [evaluations] [rounds] [PROBLEM ...]
 *
 * Times are of the processor, of the sandbox process alone, as Linux keeps them; the wall time beside them includes whatever else was waited for.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadProblem } from '../authoring/load.ts'
import type { Strategy } from '../engine/contracts/manifest.ts'
import type { Evaluation, SetName } from '../engine/contracts/evaluation.ts'
import type { Program } from '../engine/contracts/program.ts'
import { createMeteredEvaluator } from '../evaluators/workers/evaluator.ts'
import { evolve } from '../run/evolve.ts'
import { openRun } from '../run/folder.ts'
import { strategies } from '../strategies/presets/index.ts'
import { machine, spread } from './machine.ts'
import { countOf, readWords } from './options.ts'

const words = readWords()
const numbers = words.filter((word) => /^\d/.test(word))
const named = words.filter((word) => !/^\d/.test(word))
const evaluations = countOf('evaluations', numbers[0] ?? '200')
const rounds = countOf('rounds', numbers[1] ?? '3')
const problems = named.length === 0 ? ['bin-packing', 'tsp-construct'] : named

/** Processor milliseconds of a process, by thread: the one that runs programs, and the others. */
interface Used {
  readonly own: number
  readonly others: number
}

const NOTHING: Used = { own: 0, others: 0 }

function usedBy(pid: number): Used {
  const of = (task: string): number => Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'latin1').split(' ')[0]) / 1e6
  try {
    const tasks = readdirSync(`/proc/${pid}/task`)
    const all = tasks.reduce((sum, task) => sum + of(task), 0)
    const own = of(String(pid))
    return { own, others: all - own }
  } catch {
    // it has ended
    return NOTHING
  }
}

const children = (): number[] =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
  )

const less = (a: Used, b: Used): Used => ({ own: a.own - b.own, others: a.others - b.others })

/** What was judged, and on which set. */
interface Job {
  readonly program: Program
  readonly set: SetName
}

/** What the judging of all jobs came to. */
interface Cost extends Used {
  readonly wall: number
  readonly fuel: number
}

const base = strategies['default'] as Strategy
const strategy: Strategy = {
  ...base,
  name: 'without race',
  finalists: 1,
  islands: base.islands.map(({ acceptance: _race, ...island }) => island),
  disabledOperators: ['tune-constants'],
}

/** A run, what its judging cost, and what was judged. */
async function inRun(problem: string): Promise<{ readonly cost: Cost; readonly jobs: readonly Job[] }> {
  const out = join(mkdtempSync(join(tmpdir(), 'ternate-')), 'run')
  try {
    const run = await evolve(problem, { seed: 1, evaluations, workers: 1, sandbox: 'none', strategy, baselines: false, out })
    let first: Used | undefined
    let last = NOTHING
    const watch = setInterval(() => {
      const [pid] = children()
      const used = pid === undefined ? NOTHING : usedBy(pid)
      // of a process that ends the threads go one by one
      if (used.own < last.own || used.others < last.others || run.status().phase === 'initializing') return
      first ??= used
      last = used
    }, 5)
    await run.finished
    clearInterval(watch)
    const wall = 1000 * (run.status().timing?.judging ?? Number.NaN)
    const { archive } = openRun(out)
    const jobs: Job[] = []
    let fuel = 0
    for (const { record } of archive.entries()) {
      if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
      const { evaluation, program } = record.outcome as { readonly evaluation: Evaluation; readonly program: { readonly number: number } }
      fuel += evaluation.fuel
      const set = record.ticket.kind === 'evaluation' ? record.ticket.set : 'train'
      jobs.push({ program: archive.program(program.number) as Program, set })
    }
    await archive.close()
    return { cost: { ...less(last, first ?? NOTHING), wall, fuel }, jobs }
  } finally {
    rmSync(join(out, '..'), { recursive: true })
  }
}

/** The same jobs, one after the other. */
async function inProbe(problem: string, jobs: readonly Job[]): Promise<Cost> {
  const evaluator = await createMeteredEvaluator(await loadProblem(problem), { jail: 'none', remember: true })
  // as a run does while it begins; the limits of the other sets are measured when they are first judged
  await evaluator.initialFuel('train')
  const pid = await evaluator.pid()
  const before = usedBy(pid)
  const began = performance.now()
  let fuel = 0
  for (const job of jobs) fuel += (await evaluator.evaluate(job)).fuel
  const wall = performance.now() - began
  const cost = { ...less(usedBy(pid), before), wall, fuel }
  await evaluator.close()
  return cost
}

console.log(machine())
for (const problem of problems) {
  const rows = new Map<string, number[]>()
  const note = (name: string, value: number): void => void rows.set(name, [...(rows.get(name) ?? []), value])
  for (let round = 0; round < rounds; round++) {
    const { cost: run, jobs } = await inRun(problem)
    const probe = await inProbe(problem, jobs)
    if (run.fuel !== probe.fuel) throw new Error(`the run burned ${run.fuel}, the probe ${probe.fuel}`)
    for (const [name, cost] of Object.entries({ run, probe })) {
      note(`in the ${name}: programs, processor ms each`, cost.own / jobs.length)
      note(`in the ${name}: the other threads, processor ms each`, cost.others / jobs.length)
      note(`in the ${name}: judging, wall ms each`, cost.wall / jobs.length)
    }
    note('the run over the probe, processor time', (run.own + run.others) / (probe.own + probe.others))
    note('the run over the probe, wall time', run.wall / probe.wall)
  }
  console.log(`${problem}, ${evaluations} evaluations, ${rounds} rounds`)
  for (const [name, values] of rows) console.log(`${name.padEnd(60)} ${spread(values, 2).padStart(24)}`)
}
