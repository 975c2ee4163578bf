import { encode } from '../archive/canonical.ts'
import { verifyChain } from '../archive/digest.ts'
import type { JournalRecord } from '../engine/contracts/archive.ts'
import { stream } from '../engine/contracts/random.ts'
import type { Assignment, Bundle, Outcome } from '../engine/contracts/ticket.ts'
import type { Workers } from '../engine/contracts/workers.ts'
import { assign } from '../engine/assign.ts'
import { createShelf } from '../engine/recall.ts'
import { follow, recorded } from '../engine/replay.ts'
import type { Source } from '../engine/replay.ts'
import { createSequencer } from '../engine/sequencer.ts'
import type { Sequencer } from '../engine/sequencer.ts'
import { createEvaluator } from '../evaluators/evaluator.ts'
import { loadProblem } from '../evaluators/problem/load.ts'
import { openRun } from './evolve.ts'
import type { RunFolder } from './evolve.ts'
import { chain, createWorkers, factsOf } from './run.ts'

/**
 * What a run's journal is held against.
 *
 * - `all`: everything is computed again, proposals and evaluations
 * - `journal`: the search is run again on the recorded outcomes; nothing is evaluated
 * - `sample`: the chain is walked, every program hashed, and so many evaluations repeated
 */
export type VerifyMode =
  | { readonly kind: 'all'; readonly workers: number }
  | { readonly kind: 'journal' }
  | { readonly kind: 'sample'; readonly size: number }

/** The digest that both have, or the first record that differs, with both sides. */
export type Verification =
  | { readonly equal: true; readonly records: number; readonly digest: string }
  | { readonly equal: false; readonly at: number; readonly recorded: unknown; readonly computed: unknown }

/** Carries out a sequencer's bundles on workers, as many at a time as there are, those drawn first before the others. */
function recomputed(sequencer: Sequencer, workers: Workers, carry: (bundle: Bundle) => readonly Assignment[]): Source {
  const results = new Map<number, Promise<readonly Outcome[]>>()
  const running = new Set<Promise<unknown>>()

  function fill(): void {
    for (const bundle of sequencer.pending()) {
      const { number } = bundle
      if (running.size >= workers.size) return
      if (results.has(number)) continue
      const result = workers.run(carry(bundle), () => {})
      const free = (): void => void running.delete(result)
      result.then(free, free)
      results.set(number, result)
      running.add(result)
    }
  }

  return async ({ number }) => {
    fill()
    while (!results.has(number)) {
      await Promise.race(running).catch(() => {})
      fill()
    }
    const outcomes = (await results.get(number)) ?? []
    results.delete(number)
    return outcomes
  }
}

async function verifyBy(run: RunFolder, source: (sequencer: Sequencer) => Source): Promise<Verification> {
  const problem = await loadProblem(run.problem)
  const sequencer = createSequencer(run.manifest, factsOf(problem), run.budget)
  const end = await follow(sequencer, [...run.archive.entries()], chain, source(sequencer))
  if ('at' in end) return { equal: false, ...end, recorded: end.recorded, computed: end.computed }
  return { equal: true, records: end.index, digest: end.digest }
}

async function verifyAll(run: RunFolder, size: number): Promise<Verification> {
  const workers = await createWorkers(await loadProblem(run.problem), { workers: size, sandbox: 'process' })
  const { recall } = createShelf(run.archive)
  const carry = ({ tickets }: Bundle): Assignment[] => tickets.map((ticket) => assign(ticket, run.manifest.seed, recall))
  try {
    return await verifyBy(run, (sequencer) => recomputed(sequencer, workers, carry))
  } finally {
    await workers.close()
  }
}

type Judged = Extract<Extract<JournalRecord, { type: 'commit' }>['outcome'], { kind: 'evaluated' }>

/** Repeats evaluations drawn by the run's own digest, so that no run can be made to look well by choosing them. */
async function verifySample({ archive, problem: reference }: RunFolder, size: number): Promise<Verification> {
  const entries = [...archive.entries()]
  const digest = verifyChain(entries)
  const judged: { readonly index: number; readonly outcome: Judged }[] = []
  for (const { index, record } of entries) {
    if (record.type !== 'commit' || record.outcome.kind !== 'evaluated') continue
    judged.push({ index, outcome: record.outcome })
    archive.program(record.outcome.program.number)
  }
  const random = stream(`${digest}/verify`)
  const evaluator = await createEvaluator(await loadProblem(reference))
  try {
    for (let left = Math.min(size, judged.length); left > 0; left--) {
      const [{ index, outcome } = { index: 0, outcome: undefined }] = judged.splice(random.integer(judged.length), 1)
      const program = outcome === undefined ? undefined : archive.program(outcome.program.number)
      if (outcome === undefined || program === undefined) continue
      const evaluation = await evaluator.evaluate({ program, set: outcome.evaluation.set })
      if (encode(evaluation) !== encode(outcome.evaluation))
        return { equal: false, at: index, recorded: outcome.evaluation, computed: evaluation }
    }
  } finally {
    await evaluator.close()
  }
  return { equal: true, records: entries.length, digest }
}

/**
 * Holds a run's journal against what this engine computes.
 *
 * @throws TernateError `RUN_MISSING` and those of the archive, `ARCHIVE_CORRUPT` among them when a hash does not fit
 * @example
 * const verification = await verify('runs/a', { kind: 'all', workers: 2 })
 */
export async function verify(folder: string, mode: VerifyMode): Promise<Verification> {
  const run = openRun(folder)
  try {
    if (mode.kind === 'journal') return await verifyBy(run, () => recorded(run.archive))
    return mode.kind === 'all' ? await verifyAll(run, mode.workers) : await verifySample(run, mode.size)
  } finally {
    await run.archive.close()
  }
}
